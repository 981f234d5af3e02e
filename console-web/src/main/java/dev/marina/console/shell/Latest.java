package dev.marina.console.shell;

import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// How something stands, asked for again and again and besides whenever somebody acts: answers come in another order than they were asked for, and one
/// that was asked for earlier does not take the place of a later one.
public final class Latest<T> {

    /// @param number in the order of asking
    public record Answer<T>(long number, T value) {}

    private final AtomicLong asked = new AtomicLong();
    private final Consumer<T> show;
    /// Only in the page.
    private long shown;

    /// @param show is called in the page
    public Latest(Consumer<T> show) {
        this.show = show;
    }

    /// Blocks as long as the work does. Of an act, only what is read after it is to be asked for here: what others read meanwhile may be from before it.
    public Answer<T> ask(Callable<T> work) throws Exception {
        long number = asked.incrementAndGet();
        return new Answer<>(number, work.call());
    }

    /// In the page.
    public void show(Answer<T> answer) {
        if (answer.number() > shown) {
            shown = answer.number();
            show.accept(answer.value());
        }
    }
}
