object 60e52b906d97081f24f815157600a24ed7aaa02e
type commit
tag after-expiry
tagger C <c@example.org> 1700000000 +0000

release
-----BEGIN PGP SIGNATURE-----

iHUEABYIAB0WIQQoJAQPr833sdaA9kfwvtBZMkCtCwUCZbwwgAAKCRDwvtBZMkCt
C46wAP0Y6iZ1DNLjBW6XZKqxVp8QH8srT6hnXf+eBx6xF4iVQwD/QpsJSBzrQfms
ae4svwueVpduCxrzi+h4rxpDCLFnwgE=
=3/dl
-----END PGP SIGNATURE-----
