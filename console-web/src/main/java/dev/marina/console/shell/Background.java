package dev.marina.console.shell;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.UIDetachedException;
import com.vaadin.flow.server.Command;
import dev.marina.console.Console;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/// Work outside requests, and the way back into a page.
public final class Background {

    private Background() {}

    /// Runs at once and then again and again, each on a virtual thread, until cancelled: the timer's thread only says when. A slow run
    /// delays the next. To be called in a page.
    public static ScheduledFuture<?> repeat(Duration every, Runnable work) {
        AtomicBoolean running = new AtomicBoolean();
        return Console.current().timer().scheduleAtFixedRate(() -> {
            if (running.compareAndSet(false, true)) {
                Thread.startVirtualThread(() -> {
                    try {
                        work.run();
                    } finally {
                        running.set(false);
                    }
                });
            }
        }, 0, every.toMillis(), TimeUnit.MILLISECONDS);
    }

    public static void once(Runnable work) {
        Thread.startVirtualThread(work);
    }

    /// Changes a page from outside a request; nothing happens where the page is gone.
    public static void show(UI ui, Command change) {
        try {
            ui.access(change);
        } catch (UIDetachedException _) {
            // The browser has left; so has whoever wanted to see this.
        }
    }

    /// The login ended at Keycloak: the session here must end too, or it would go on with a dead token.
    public static void leave(UI ui) {
        show(ui, () -> ui.getPage().setLocation("/logout"));
    }
}
