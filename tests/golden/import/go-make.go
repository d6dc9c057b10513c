package main

import (
	"archive/tar"
	"os"
	"strings"
	"time"
)

func main() {
	w := tar.NewWriter(os.Stdout)
	at := time.Unix(1700000000, 0)
	r := strings.Repeat
	put := func(h tar.Header) {
		if h.Typeflag == 0 {
			if h.Linkname != "" {
				h.Typeflag = tar.TypeSymlink
			} else if strings.HasSuffix(h.Name, "/") {
				h.Typeflag = tar.TypeDir
			} else {
				h.Typeflag = tar.TypeReg
				h.Size = 2
			}
		}
		if h.ModTime.IsZero() {
			h.ModTime = at
		}
		if h.Mode == 0 {
			h.Mode = 0644
		}
		if err := w.WriteHeader(&h); err != nil {
			panic(h.Name + ": " + err.Error())
		}
		if h.Size > 0 {
			if _, err := w.Write([]byte("x\n")); err != nil {
				panic(err)
			}
		}
	}
	name := func(n string) { put(tar.Header{Name: n}) }
	name("p/")
	name("p/plain")
	name("p/" + r("d", 90) + "/")
	name("p/" + r("d", 90) + "/" + r("n", 90))
	name("p/" + r("n", 120))
	name("p/té/")
	name("p/té/té")
	name("p/é")
	// A name whose cut ends with a slash.
	name("p/" + r("e", 97) + "/")
	name("p/" + r("e", 97) + "/" + r("m", 120))
	// Extended header whose cut ends with a slash.
	name("p/" + r("f", 84) + "/")
	name("p/" + r("f", 84) + "/" + r("g", 101))
	name("p/" + r("f", 84) + "/é")
	// Long directories.
	name("p/" + r("h", 120) + "/")
	name("p/" + r("h", 120) + "/" + r("k", 60) + "/")
	name("p/" + r("h", 120) + "/" + r("k", 60) + "/é/")
	name("p/" + r("a", 152) + "/")
	name("p/" + r("a", 152) + "/" + r("b", 100))
	name("p/" + r("a", 152) + "/" + r("b", 99) + "/")
	name("p/" + r("a", 153) + "/")
	name("p/" + r("a", 153) + "/" + r("b", 100))
	put(tar.Header{Name: "p/l1", Linkname: r("y", 100)})
	put(tar.Header{Name: "p/l2", Linkname: r("y", 101)})
	put(tar.Header{Name: "p/l3", Linkname: "é"})
	put(tar.Header{Name: "p/l4", Linkname: r("y", 99) + "/" + r("z", 9)})
	put(tar.Header{Name: "p/" + r("d", 90) + "/" + r("l", 90), Linkname: "é"})
	put(tar.Header{Name: "p/u1", Uname: "é", Gname: "wheel"})
	put(tar.Header{Name: "p/u2", Uname: r("u", 32), Gname: r("g", 33)})
	put(tar.Header{Name: "p/u3", Uid: 2097151, Gid: 2097151})
	put(tar.Header{Name: "p/u4", Uid: 2097152, Gid: 3000000, Uname: "ü" + r("u", 40), Gname: "é"})
	put(tar.Header{Name: "p/té4", Uid: 2097152, Gid: 3000000, Uname: "ü", Gname: "é"})
	put(tar.Header{Name: "p/late", ModTime: time.Unix(1<<33-1, 0)})
	put(tar.Header{Name: "p/later", ModTime: time.Unix(1<<33, 0)})
	put(tar.Header{Name: "p/early", ModTime: time.Unix(-1, 0)})
	put(tar.Header{Name: "p/down", ModTime: time.Unix(1700000000, 499999999)})
	put(tar.Header{Name: "p/up", ModTime: time.Unix(1700000000, 500000000)})
	if err := w.Close(); err != nil {
		panic(err)
	}
}
