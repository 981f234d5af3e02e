package dev.marina.console.terminal;

/// The page that shows a terminal. No call blocks.
interface Browser {

    /// @param sent runs when the next bytes may be sent; also where this could not be sent
    void output(byte[] bytes, Runnable sent);

    void say(Said said);

    /// From now on this terminal is nothing to it any more.
    void leave(String why);
}
