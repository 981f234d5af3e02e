package dev.marina.console.terminal;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A page that takes what it gets when the test says so.
final class RecordingBrowser implements Browser {

    final List<Said> said = new ArrayList<>();
    final List<Runnable> unread = new ArrayList<>();
    private final ByteArrayOutputStream got = new ByteArrayOutputStream();
    private final boolean reads;
    String left = "";

    /// @param reads whether it takes everything at once
    RecordingBrowser(boolean reads) {
        this.reads = reads;
    }

    @Override
    public synchronized void output(byte[] bytes, Runnable sent) {
        got.writeBytes(bytes);
        if (reads) {
            sent.run();
        } else {
            unread.add(sent);
        }
    }

    @Override
    public synchronized void say(Said one) {
        said.add(one);
    }

    @Override
    public synchronized void leave(String why) {
        left = why;
    }

    synchronized String text() {
        return got.toString(StandardCharsets.UTF_8);
    }

    synchronized int bytes() {
        return got.size();
    }

    /// What was last said of a kind.
    synchronized <T extends Said> Optional<T> last(Class<T> kind) {
        return said.reversed().stream().filter(kind::isInstance).map(kind::cast).findFirst();
    }
}
