package dev.marina.console.teach;

import com.vaadin.flow.component.AttachEvent;
import com.vaadin.flow.component.DetachEvent;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.confirmdialog.ConfirmDialog;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.ListItem;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.html.UnorderedList;
import dev.marina.console.Console;
import dev.marina.console.kube.ClusterApi;
import dev.marina.console.login.Person;
import dev.marina.console.rest.ClassHelp.Help;
import dev.marina.console.rest.ClassHelp;
import dev.marina.console.rest.Classes.Attended;
import dev.marina.console.rest.Classes;
import dev.marina.console.shell.Attempt;
import dev.marina.console.shell.Background;
import dev.marina.console.shell.Refusal;
import dev.marina.console.terminal.Shares;
import dev.marina.console.terminal.TerminalDock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// On every page of a learner's: who asks to see their terminal, who is in it and may type, and how to end that. Nothing while there is nothing to say.
public final class HelpBar extends Div {

    private static final Duration EVERY = Duration.ofSeconds(4);
    /// Who attends no class is asked about as seldom.
    private static final int SELDOM = 15;

    private final Console console = Console.current();
    private final Person person;
    private final Refusal refusal = new Refusal();
    private final Div lines = new Div();
    private final AtomicBoolean attends = new AtomicBoolean(true);
    private final AtomicInteger turns = new AtomicInteger();
    private String path = "";
    private List<Line> shown = List.of();
    private List<Attended> attended = List.of();
    private ScheduledFuture<?> watching;

    /// @param here how the terminal is shared in this console; empty where it is not
    private record Line(Attended attended, Optional<Shares.Seen> here, boolean onItsPages) {}

    public HelpBar(Person person) {
        this.person = person;
        setId("help-bar");
        addClassName("help-bar");
        getElement().setAttribute("role", "region").setAttribute("aria-label", getTranslation("help.bar"));
        lines.getElement().setAttribute("role", "status");
        add(refusal, lines);
        setVisible(false);
    }

    @Override
    protected void onAttach(AttachEvent event) {
        Runnable asking = Attempt.looking(event.getUI(), () -> classes().attended(person), this::show, _ -> {
            // What was shown stays; a terminal that is shared ends by itself where nothing is known for long.
        });
        watching = Background.repeat(EVERY, () -> {
            if (attends.get() || turns.incrementAndGet() % SELDOM == 0) {
                asking.run();
            }
        });
    }

    @Override
    protected void onDetach(DetachEvent event) {
        watching.cancel(false);
    }

    private Classes classes() {
        return console.tenancy().classes();
    }

    private ClassHelp help() {
        return console.tenancy().help();
    }

    private Shares shares() {
        return console.terminals().shares();
    }

    /// Help is asked for on pages of the cluster with which the class was joined.
    public void at(String present) {
        path = present;
        // Somebody may have joined a class on the page before.
        attends.set(true);
        draw();
    }

    private void show(List<Attended> all) {
        attended = all.stream().filter(one -> one.state().equals("Open") && !one.tenant().isEmpty()).toList();
        attends.set(!attended.isEmpty());
        draw();
    }

    private void draw() {
        List<Line> wanted = attended.stream().map(this::line).filter(line -> line.onItsPages() || line.attended().help().isPresent()).toList();
        if (wanted.equals(shown)) {
            return;
        }
        shown = wanted;
        lines.removeAll();
        wanted.forEach(line -> lines.add(drawn(line)));
        setVisible(!wanted.isEmpty());
    }

    private Line line(Attended one) {
        return new Line(one, one.help().filter(Help::shared).flatMap(help -> shares().seen(person, help.stream())),
                path.startsWith("clusters/%s/%s/learn".formatted(one.tenant(), one.cluster())));
    }

    private Div drawn(Line line) {
        Attended one = line.attended();
        Div drawn = new Div();
        drawn.addClassName("help-line");
        if (one.help().isEmpty()) {
            drawn.add(new Span(getTranslation("help.none", one.name())), button("help.ask", () -> act(() -> help().ask(person, one.id()))));
            return drawn;
        }
        Help help = one.help().get();
        switch (help.state()) {
            case "Asked" -> drawn.add(new Span(getTranslation("help.asked", one.name())), end("help.withdraw", one, help));
            case "Offered" -> drawn.add(new Span(getTranslation("help.offered", help.teacher(), one.name())),
                    button("help.agree", () -> askConsent(one, help)), end("help.decline", one, help));
            default -> line.here().ifPresentOrElse(here -> shared(drawn, one, help, here), () -> drawn.add(
                    new Span(getTranslation("help.interrupted", help.teacher())), button("help.again", () -> askConsent(one, help)),
                    end("help.end", one, help)));
        }
        return drawn;
    }

    private void shared(Div drawn, Attended one, Help help, Shares.Seen here) {
        drawn.addClassName("help-shared");
        drawn.add(new Span(getTranslation(!here.looks() ? "help.let-in" : here.typing() ? "help.types" : "help.sees", help.teacher(), one.tenant(),
                one.cluster())));
        drawn.add(here.typing() ? button("help.no-typing", () -> typing(one, help, false)) : button("help.typing", () -> askTyping(one, help)));
        drawn.add(end("help.end", one, help));
    }

    private Button button(String key, Runnable click) {
        Button button = new Button(getTranslation(key), _ -> click.run());
        button.setId(key.replace('.', '-'));
        button.addThemeVariants(ButtonVariant.LUMO_SMALL);
        return button;
    }

    /// One act, whatever it stands at: at once here, then for everybody.
    private Button end(String key, Attended one, Help help) {
        Button button = button(key, () -> {
            shares().end(person, help.stream());
            act(() -> {
                help().end(person, one.id());
                return null;
            });
        });
        button.addThemeVariants(ButtonVariant.LUMO_ERROR);
        return button;
    }

    private void act(Callable<Help> act) {
        refusal.say("");
        Attempt.of(UI.getCurrent(), () -> {
            act.call();
            return classes().attended(person);
        }, this::show, refusal::say);
    }

    private void askConsent(Attended one, Help help) {
        UnorderedList what = new UnorderedList(item("help.consent.sees", one.tenant(), one.cluster()), item("help.consent.only"), item("help.consent.types"),
                item("help.consent.ends"));
        dialog(help.shared() ? "help.again" : "help.agree", new Div(new Paragraph(getTranslation("help.consent", help.teacher(), one.name())), what),
                () -> agree(one, help));
    }

    private ListItem item(String key, Object... values) {
        return new ListItem(getTranslation(key, values));
    }

    private void dialog(String key, Div text, Runnable confirmed) {
        ConfirmDialog dialog = new ConfirmDialog();
        dialog.setHeader(getTranslation(key));
        text.setId("help-consent");
        dialog.setText(text);
        dialog.setConfirmText(getTranslation(key + ".confirm"));
        dialog.setCancelable(true);
        dialog.setCancelText(getTranslation("cancel"));
        dialog.addConfirmListener(_ -> confirmed.run());
        dialog.open();
    }

    /// The agreement first: nothing is shared that is not agreed to everywhere.
    private void agree(Attended one, Help help) {
        UI ui = UI.getCurrent();
        Optional<TerminalDock> dock = TerminalDock.in(ui);
        String stream = console.terminals().name();
        refusal.say("");
        Attempt.of(ui, () -> help().agree(person, one.id(), help.id(), stream, false), agreed -> {
            boolean opened = dock.isPresent() && dock.get().share(new ClusterApi(console.http(), person, one.tenant(), one.cluster()), stream,
                    new RestAgreement(classes(), help(), person, one.id()), agreed.ends());
            if (!opened) {
                act(() -> {
                    help().end(person, one.id());
                    return null;
                });
            }
            act(() -> agreed);
        }, refusal::say);
    }

    private void askTyping(Attended one, Help help) {
        dialog("help.typing", new Div(new Paragraph(getTranslation("help.typing.text", help.teacher()))), () -> typing(one, help, true));
    }

    /// What is taken away is so at once; what is given is so once everybody knows.
    private void typing(Attended one, Help help, boolean may) {
        if (!may) {
            shares().typing(person, help.stream(), false);
        }
        act(() -> {
            Help agreed = help().agree(person, one.id(), help.id(), help.stream(), may);
            shares().typing(person, help.stream(), agreed.typing());
            return agreed;
        });
    }
}
