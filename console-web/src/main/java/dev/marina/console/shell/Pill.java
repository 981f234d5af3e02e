package dev.marina.console.shell;

import com.vaadin.flow.component.html.Span;
import dev.marina.console.kube.Tone;

/// A status in its colour.
public final class Pill extends Span {

    public Pill(String text, Tone tone) {
        super(text);
        addClassNames("pill", tone.css());
    }
}
