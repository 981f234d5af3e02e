package dev.marina.console.kind;

import dev.marina.console.act.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// The object that controls are about, as it was read last. A control is made once and asks for it when it is pressed, so that none is taken from
/// under a pointer because the object changed. In the page's own thread.
final class ShownSubject {

    private final List<Consumer<Subject>> followers = new ArrayList<>();
    private Subject now;

    ShownSubject(Subject now) {
        this.now = now;
    }

    Subject now() {
        return now;
    }

    /// Tells what a control has to say differently, at once and with each change.
    void follow(Consumer<Subject> follower) {
        followers.add(follower);
        follower.accept(now);
    }

    void show(Subject changed) {
        now = changed;
        followers.forEach(follower -> follower.accept(changed));
    }
}
