object 60e52b906d97081f24f815157600a24ed7aaa02e
type commit
tag superseded-late
tagger C <c@example.org> 1700000000 +0000

release
-----BEGIN PGP SIGNATURE-----

iHUEABYIAB0WIQTe4pe+3CFbnh9jfqmW8yhSgIwVRwUCZbwwgAAKCRCW8yhSgIwV
R3IVAQD3KxB2YMVDHVVkErr0jAQpbtAW9tWPOKqBGILC4+UOYAD+Nma0VkuZ20E7
+f/pTP0Rkp9dwaZbIcFKYw0wm4yz+QQ=
=wpYD
-----END PGP SIGNATURE-----
