package dev.marina.linux.fs;

import java.nio.charset.StandardCharsets;

/// A name in a directory.
///
/// @param directory whether it was a directory when it was listed; with some file systems the kernel does not know
record Entry(byte[] name, boolean directory) {

    String spelled() {
        return new String(name, StandardCharsets.UTF_8);
    }
}
