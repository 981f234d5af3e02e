package dev.marina.console.pod;

import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.html.Div;
import dev.marina.console.feed.Backoff;
import dev.marina.console.shell.Background;
import java.time.Duration;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicInteger;

/// Shows a followed log: one element per batch, the oldest batches removed, scrolled along while the reader is at the end.
final class LogPane extends Div {

    private static final Duration BATCH = Duration.ofMillis(200);
    private static final Backoff LOOK_AGAIN = new Backoff(Duration.ofMillis(500), Duration.ofSeconds(5));
    private static final int MOST_UNANSWERED = 4;
    private static final String APPEND = """
            const atEnd = this.scrollHeight - this.scrollTop - this.clientHeight < 40;
            const batch = document.createElement('div');
            batch.textContent = $0;
            batch.lines = $0.split('\\n').length;
            this.appendChild(batch);
            this.lineCount = (this.lineCount || 0) + batch.lines;
            while (this.lineCount > 5000 && this.childNodes.length > 1) {
                this.lineCount -= this.firstChild.lines || 1;
                this.removeChild(this.firstChild);
            }
            if (atEnd) this.scrollTop = this.scrollHeight;
            return true;""";

    private final AtomicInteger unanswered = new AtomicInteger();
    private LogFollower follower;
    private ScheduledFuture<?> showing;

    LogPane() {
        addClassName("log");
        getElement().setAttribute("role", "log");
        getElement().setAttribute("tabindex", "0");
        getElement().setAttribute("data-empty", getTranslation("pod.log.empty"));
    }

    void follow(UI ui, String name, LogSource source) {
        stop();
        getElement().executeJs("this.replaceChildren(); this.lineCount = 0");
        LineBuffer lines = new LineBuffer();
        follower = new LogFollower(name, source, lines, LOOK_AGAIN).start();
        showing = Background.repeat(BATCH, () -> {
            if (unanswered.get() < MOST_UNANSWERED) {
                lines.take().ifPresent(text -> Background.show(ui, () -> append(text)));
            }
        });
    }

    private void append(String text) {
        unanswered.incrementAndGet();
        getElement().executeJs(APPEND, text).then(_ -> unanswered.decrementAndGet(), _ -> unanswered.decrementAndGet());
    }

    void stop() {
        if (follower != null) {
            showing.cancel(false);
            follower.close();
            unanswered.set(0);
            follower = null;
        }
    }
}
