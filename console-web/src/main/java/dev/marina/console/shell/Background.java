package dev.marina.console.shell;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.UIDetachedException;
import com.vaadin.flow.server.Command;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/// Work outside requests, and the way back into a page.
public final class Background {

    private static final ScheduledExecutorService TIMER = Executors.newScheduledThreadPool(1, Thread.ofPlatform().daemon().name("console-timer").factory());

    private Background() {}

    /// Runs at once and then again and again, each on a virtual thread, until cancelled. A slow run delays the next.
    public static ScheduledFuture<?> repeat(Duration every, Runnable work) {
        Object busy = new Object();
        var running = new java.util.concurrent.atomic.AtomicReference<Object>();
        return TIMER.scheduleAtFixedRate(() -> {
            if (running.compareAndSet(null, busy)) {
                Thread.startVirtualThread(() -> {
                    try {
                        work.run();
                    } finally {
                        running.set(null);
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
