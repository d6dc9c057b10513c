object 60e52b906d97081f24f815157600a24ed7aaa02e
type commit
tag compromised-late
tagger C <c@example.org> 1700000000 +0000

release
-----BEGIN PGP SIGNATURE-----

iHUEABYIAB0WIQTXsuZH+0ICw6sc+z6uWEO28L9d+AUCZbwwgAAKCRCuWEO28L9d
+OikAQCl+cAaXYnZ9NwKJFp10PLw4tlofgFTaM+IREq+hCR9FAD+PT+QeHmBEgcS
atM117OsoUNM6JMw2FTar2ebHeSAvAQ=
=Wia+
-----END PGP SIGNATURE-----
