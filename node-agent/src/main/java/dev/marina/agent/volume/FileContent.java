package dev.marina.agent.volume;

import java.util.Arrays;
import java.util.OptionalInt;

/// One file of a volume made from API objects.
///
/// @param uid whose it is, by the machine's ids; empty for the volume's owner
record FileContent(byte[] bytes, int mode, OptionalInt uid) {

    FileContent(byte[] bytes, int mode) {
        this(bytes, mode, OptionalInt.empty());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FileContent(byte[] otherBytes, int otherMode, OptionalInt otherUid) && Arrays.equals(bytes, otherBytes)
                && mode == otherMode && uid.equals(otherUid);
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
