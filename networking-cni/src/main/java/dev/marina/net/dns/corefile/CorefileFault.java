package dev.marina.net.dns.corefile;

/// Why a Corefile is not taken.
public final class CorefileFault extends Exception {

    private static final long serialVersionUID = 1;

    private final int line;

    /// @param line from 1; 0 where it is about the whole
    public CorefileFault(int line, String message) {
        super(message);
        this.line = line;
    }

    /// For people: `Corefile line 7: …`.
    public String words() {
        return line == 0 ? "Corefile: " + getMessage() : "Corefile line %d: %s".formatted(line, getMessage());
    }
}
