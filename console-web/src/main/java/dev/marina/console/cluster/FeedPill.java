package dev.marina.console.cluster;

import com.vaadin.flow.component.html.Span;
import dev.marina.console.feed.FeedState;
import dev.marina.console.kube.Age;
import java.time.Duration;
import java.time.Instant;

/// Says in a word whether what is shown is live, and since when it is not.
public final class FeedPill extends Span {

    public FeedPill() {
        addClassNames("pill", "feed");
        getElement().setAttribute("role", "status");
        show(new FeedState.Loading());
    }

    public void show(FeedState state) {
        setText(text(state));
        setTitle(switch (state) {
            case FeedState.Reconnecting lost -> lost.reason();
            case FeedState.Stale lost -> lost.reason();
            case FeedState.Refused refused -> refused.reason();
            case FeedState.Loading _, FeedState.Live _, FeedState.LoginOver _ -> "";
        });
        getElement().setAttribute("data-state", state.getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT));
        getClassNames().removeAll(java.util.List.of("good", "busy", "bad", "quiet"));
        addClassName(switch (state) {
            case FeedState.Live _ -> "good";
            case FeedState.Loading _, FeedState.Reconnecting _ -> "busy";
            case FeedState.Stale _, FeedState.Refused _ -> "bad";
            case FeedState.LoginOver _ -> "quiet";
        });
    }

    private String text(FeedState state) {
        return switch (state) {
            case FeedState.Loading _ -> getTranslation("loading");
            case FeedState.Live _ -> getTranslation("feed.live");
            case FeedState.Reconnecting _ -> getTranslation("feed.reconnecting");
            case FeedState.Stale lost -> getTranslation("feed.stale", Age.of(Duration.between(lost.since(), Instant.now())));
            case FeedState.Refused _ -> getTranslation("feed.refused");
            case FeedState.LoginOver _ -> getTranslation("feed.over");
        };
    }
}
