package dev.marina.console.learn;

import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Pre;
import com.vaadin.flow.component.html.Span;
import dev.marina.console.shell.Guarded;
import java.util.function.Consumer;

/// A command of a lab's text: to be run in the terminal, or copied.
final class Command extends Div {

    /// @param run types it into the terminal
    /// @param guard enables what may be done
    Command(String command, Runnable run, Consumer<Guarded> guard) {
        addClassName("command");
        Pre text = new Pre(command);
        text.addClassName("code");
        text.getElement().setAttribute("tabindex", "0");
        Button running = new Button(getTranslation("learn.run"), _ -> run.run());
        running.addThemeVariants(ButtonVariant.LUMO_SMALL);
        running.setEnabled(false);
        running.setAriaLabel(getTranslation("learn.run.command", command));
        Guarded guarded = new Guarded(running);
        guard.accept(guarded);
        Span copied = new Span();
        copied.getElement().setAttribute("role", "status");
        Button copying = new Button(getTranslation("learn.copy"));
        copying.addThemeVariants(ButtonVariant.LUMO_SMALL, ButtonVariant.LUMO_TERTIARY);
        copying.setAriaLabel(getTranslation("learn.copy.command", command));
        copying.addClickListener(_ -> copying.getElement().executeJs("return navigator.clipboard.writeText($0).then(() => true, () => false)", command)
                .then(Boolean.class, done -> copied.setText(getTranslation(Boolean.TRUE.equals(done) ? "learn.copied" : "learn.copied-not"))));
        Div ways = new Div(guarded, copying, copied);
        ways.addClassName("command-ways");
        add(text, ways);
    }
}
