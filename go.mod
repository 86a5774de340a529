module github.com/iomodels/iomodels

go 1.26
