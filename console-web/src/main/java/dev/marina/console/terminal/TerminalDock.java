package dev.marina.console.terminal;

import com.vaadin.flow.component.AttachEvent;
import com.vaadin.flow.component.ComponentUtil;
import com.vaadin.flow.component.DetachEvent;
import com.vaadin.flow.component.UI;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import com.vaadin.flow.component.tabs.Tab;
import com.vaadin.flow.component.tabs.Tabs;
import dev.marina.console.client.TerminalPane;
import dev.marina.console.kube.ClusterApi;
import dev.marina.console.login.Person;
import dev.marina.console.rest.Refused;
import dev.marina.console.shell.Attempt;
import dev.marina.console.shell.Refusal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// The drawer at the foot of every page in which a person's terminals are. It stays where it is from page to page; a page loaded anew finds
/// what runs. To be called in a page.
public final class TerminalDock extends Div {

    private final Terminals terminals;
    private final Person person;
    private final Tabs tabs = new Tabs();
    private final Div panes = new Div();
    private final Refusal refusal = new Refusal();
    private final Span empty = new Span(getTranslation("terminal.none"));
    private final Button aloud = new Button(getTranslation("terminal.aloud"), _ -> readAloud());
    private final Map<Tab, Shown> shown = new LinkedHashMap<>();
    /// Shells by their cluster, so that each has one here.
    private final Map<String, Terminal> shells = new LinkedHashMap<>();

    private record Shown(Line terminal, TerminalPane pane) {}

    public TerminalDock(Terminals terminals, Person person) {
        this.terminals = terminals;
        this.person = person;
        setId("terminals");
        addClassName("dock");
        getElement().setAttribute("role", "region").setAttribute("aria-label", getTranslation("terminal.dock"));
        tabs.addSelectedChangeListener(_ -> select());
        tabs.getElement().setAttribute("aria-label", getTranslation("terminal.dock"));
        panes.addClassName("dock-panes");
        Span hint = new Span(getTranslation("terminal.out"));
        hint.addClassName("dock-hint");
        Div bar = new Div(tabs, hint, aloud, tool("terminal.again", this::again), tool("terminal.larger", this::larger), tool("terminal.close", this::close),
                tool("terminal.hide", () -> setVisible(false)));
        small(aloud);
        aloud.getElement().setAttribute("aria-pressed", "false");
        bar.addClassName("dock-bar");
        empty.addClassName("terminal-notice");
        add(bar, refusal, empty, panes);
        setVisible(false);
    }

    private Button tool(String key, Runnable click) {
        Button button = new Button(getTranslation(key), _ -> click.run());
        button.setId(key.replace('.', '-'));
        return small(button);
    }

    private static Button small(Button button) {
        button.addThemeVariants(ButtonVariant.LUMO_TERTIARY, ButtonVariant.LUMO_SMALL);
        return button;
    }

    /// Empty where nobody is logged in.
    public static Optional<TerminalDock> in(UI ui) {
        return Optional.ofNullable(ComponentUtil.getData(ui, TerminalDock.class));
    }

    @Override
    protected void onAttach(AttachEvent event) {
        ComponentUtil.setData(event.getUI(), TerminalDock.class, this);
        if (shown.isEmpty()) {
            terminals.of(person).forEach(this::show);
            setVisible(!shown.isEmpty());
        }
    }

    @Override
    protected void onDetach(DetachEvent event) {
        ComponentUtil.setData(event.getUI(), TerminalDock.class, null);
    }

    /// Runs a command in a container, in a tab of its own.
    ///
    /// @param title of the tab
    public void open(ClusterApi api, ExecTarget target, String title) {
        started(() -> terminals.open(api, target, title));
    }

    /// The same once the container runs, which is asked for until then.
    ///
    /// @param state `Running`, or why it does not run
    public void openOnceRunning(ClusterApi api, ExecTarget target, String title, Callable<String> state) {
        String waiting = getTranslation("terminal.waiting");
        String slow = getTranslation("terminal.slow");
        started(() -> terminals.open(api.person(), title, (sink, note) -> {
            Waiting.untilRunning(state, reason -> note.accept(waiting + " " + reason), slow);
            return target.open(api, sink);
        }));
    }

    /// The shell of the person in this cluster, which is made where there is none.
    public void shell(ClusterApi api) {
        run(api, "");
    }

    /// Types a command into that shell; a line end at its end also runs it.
    public void run(ClusterApi api, String typed) {
        String cluster = api.tenant() + "/" + api.cluster();
        Terminal present = shells.get(cluster);
        if (present == null || present.over()) {
            present = started(() -> {
                ShellPod pod = new ShellPod(api, new ShellPod.Texts(getTranslation("shell.making"), getTranslation("shell.waiting"),
                        getTranslation("shell.no-image"), getTranslation("shell.first"), getTranslation("shell.slow")));
                return terminals.open(api.person(), getTranslation("shell.title", cluster), pod::open);
            });
            if (present == null) {
                return;
            }
            shells.put(cluster, present);
        } else {
            setVisible(true);
            focus(present);
        }
        if (!typed.isEmpty()) {
            present.type(typed);
        }
    }

    /// Opens the shell of the person in this cluster and shares it.
    ///
    /// @param stream what it is called from now on
    /// @return false where there is no shell to share
    public boolean share(ClusterApi api, String stream, Agreement agreement, Instant ends) {
        shell(api);
        Terminal present = shells.get(api.tenant() + "/" + api.cluster());
        if (present == null || present.over()) {
            return false;
        }
        terminals.shares().open(stream, present, agreement, ends);
        return true;
    }

    /// Shows a terminal that another shares with this person, in a tab of its own.
    ///
    /// @param failed is told why it is not shown
    public void watch(String stream, String title, Acts acts, Consumer<String> failed) {
        String full = getTranslation("terminal.too-many", Terminals.MOST_OF_ONE);
        Attempt.of(UI.getCurrent(), () -> {
            try {
                return terminals.shares().view(person, stream, title, acts);
            } catch (Terminals.TooMany e) {
                throw new Refused(429, full, Map.of());
            }
        }, found -> found.ifPresentOrElse(view -> {
            setVisible(true);
            refusal.setVisible(false);
            show(view);
            focus(view);
        }, () -> failed.accept(getTranslation("classes.help.elsewhere"))), failed);
    }

    public void toggle() {
        setVisible(!isVisible());
        if (isVisible()) {
            selected().ifPresent(one -> one.pane().focus());
        }
    }

    public boolean isEmpty() {
        return shown.isEmpty();
    }

    private Terminal started(Supplier<Terminal> opening) {
        setVisible(true);
        refusal.setVisible(false);
        try {
            Terminal opened = opening.get();
            show(opened);
            focus(opened);
            return opened;
        } catch (Terminals.TooMany e) {
            refusal.setText(getTranslation("terminal.too-many", e.most()));
            refusal.setVisible(true);
            return null;
        }
    }

    private void show(Line terminal) {
        Tab tab = new Tab(terminal.title());
        TerminalPane pane = new TerminalPane(terminal.id(), terminal.title(), terminal instanceof SharedView);
        pane.read(aloud());
        shown.put(tab, new Shown(terminal, pane));
        panes.add(pane);
        tabs.add(tab);
        select();
    }

    private void focus(Line terminal) {
        shown.forEach((tab, one) -> {
            if (one.terminal() == terminal) {
                tabs.setSelectedTab(tab);
                one.pane().focus();
            }
        });
    }

    private void select() {
        empty.setVisible(shown.isEmpty());
        panes.setVisible(!shown.isEmpty());
        shown.forEach((tab, one) -> one.pane().getElement().setAttribute("hidden", tab != tabs.getSelectedTab()));
    }

    private Optional<Shown> selected() {
        return Optional.ofNullable(tabs.getSelectedTab()).map(shown::get);
    }

    private void again() {
        selected().filter(one -> one.terminal().over()).ifPresent(one -> {
            if (one.terminal() instanceof Terminal over) {
                remove(one);
                again(over);
            }
        });
    }

    private void again(Terminal over) {
        Terminal begun = started(() -> terminals.again(over));
        if (begun != null) {
            shells.replaceAll((_, shell) -> shell == over ? begun : shell);
        }
    }

    private void close() {
        selected().ifPresent(one -> {
            terminals.close(one.terminal());
            remove(one);
        });
        setVisible(!shown.isEmpty());
    }

    private void remove(Shown one) {
        Tab tab = tabs.getSelectedTab();
        shown.remove(tab);
        panes.remove(one.pane());
        tabs.remove(tab);
        select();
    }

    private void larger() {
        getElement().getClassList().set("large", !getElement().getClassList().contains("large"));
    }

    private boolean aloud() {
        return "true".equals(aloud.getElement().getAttribute("aria-pressed"));
    }

    private void readAloud() {
        aloud.getElement().setAttribute("aria-pressed", Boolean.toString(!aloud()));
        shown.values().forEach(one -> one.pane().read(aloud()));
    }
}
