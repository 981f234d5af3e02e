package dev.marina.linux;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A number that the kernel tells in a file, in `/proc/sys` or of a control group.
public final class KernelNumber {

    private KernelNumber() {}

    /// In one read: one that is read byte by byte, as Files.readString does, ends after its first digit.
    public static long read(Path file) throws IOException {
        try (BufferedReader number = Files.newBufferedReader(file)) {
            return Long.parseLong(number.readLine());
        }
    }
}
