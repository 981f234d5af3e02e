package dev.marina.agent.volume;

import java.util.Arrays;

/// One file of a volume made from API objects.
record FileContent(byte[] bytes, int mode) {

    @Override
    public boolean equals(Object other) {
        return other instanceof FileContent(byte[] otherBytes, int otherMode) && Arrays.equals(bytes, otherBytes) && mode == otherMode;
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes) * 31 + mode;
    }

    @Override
    public String toString() {
        return "FileContent[%d bytes, mode %o]".formatted(bytes.length, mode);
    }
}
