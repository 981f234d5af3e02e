package dev.marina.console.terminal;

/// Where the acts of whoever is in another's terminal are recorded. What cannot be recorded is not done. Blocks.
public interface Acts {

    void joined();

    /// @param text without control characters, at most [TypedText#MOST] long
    void typed(String text);

    void left();
}
