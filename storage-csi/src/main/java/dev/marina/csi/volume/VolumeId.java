package dev.marina.csi.volume;

/// Identity of a volume: `<cluster>_<name>`, so that volumes of different clusters can never be taken for each other.
public record VolumeId(String value) {

    private static final String PATTERN = "[A-Za-z0-9][A-Za-z0-9._-]{0,126}";

    public VolumeId {
        if (!valid(value)) {
            throw new IllegalArgumentException("volume id \"%s\" is not of the form %s".formatted(value, PATTERN));
        }
    }

    public static boolean valid(String value) {
        return value.matches(PATTERN);
    }

    @Override
    public String toString() {
        return value;
    }
}
