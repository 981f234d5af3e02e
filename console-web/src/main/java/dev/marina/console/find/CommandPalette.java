package dev.marina.console.find;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.vaadin.flow.component.ClientCallable;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.Tag;
import com.vaadin.flow.component.UI;
import dev.marina.console.shell.Attempt;
import dev.marina.console.terminal.TerminalDock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// `Ctrl+K` or `/`: pages, kinds, what can be done, and objects by a part of their name. `?` says which keys there are.
@Tag("marina-palette")
public final class CommandPalette extends Component {

    private static final Duration FRESH = Duration.ofSeconds(15);
    private static final int MOST_PAGES = 8;
    private static final int MOST_OBJECTS = 20;
    private static final int LONGEST = 100;

    private String path = "";
    private ObjectIndex index;
    private PaletteCluster indexed;
    private Instant read = Instant.EPOCH;
    private boolean reading;
    private String asked = "";

    /// @param action "" for a page to go to
    private record Offer(String group, String text, String href, String action) {}

    public CommandPalette() {
        text("label", getTranslation("palette.label"));
        text("hint", getTranslation("palette.hint"));
        text("none", getTranslation("palette.none"));
        text("keys", getTranslation("palette.keys"));
        text("close", getTranslation("close"));
        ArrayNode keys = JsonNodeFactory.instance.arrayNode();
        key(keys, "Ctrl+K  /", getTranslation("palette.key.find"));
        key(keys, "Ctrl+`", getTranslation("palette.key.terminal"));
        key(keys, "Ctrl+F6", getTranslation("palette.key.leave"));
        key(keys, "Ctrl+Space", getTranslation("palette.key.complete"));
        key(keys, "Ctrl+F", getTranslation("palette.key.search"));
        key(keys, "?", getTranslation("palette.key.help"));
        getElement().setAttribute("shortcuts", keys.toString());
    }

    private static void key(ArrayNode keys, String key, String does) {
        keys.addArray().add(key).add(does);
    }

    private void text(String name, String words) {
        getElement().setAttribute("text-" + name, words);
    }

    /// @param path of the page that is open, without its leading slash
    public void at(String path) {
        this.path = path;
    }

    private Optional<PaletteCluster> cluster() {
        return PaletteCluster.in(UI.getCurrent(), path);
    }

    /// From the browser: what is there for these words. Objects may follow.
    @ClientCallable
    private void find(String words) {
        asked = words.length() > LONGEST ? words.substring(0, LONGEST) : words;
        cluster().ifPresent(this::refresh);
        answer();
    }

    private void refresh(PaletteCluster cluster) {
        if (reading || cluster.equals(indexed) && Instant.now().isBefore(read.plus(FRESH)) || asked.isBlank()) {
            return;
        }
        reading = true;
        Attempt.of(UI.getCurrent(), () -> ObjectIndex.load(cluster.api(), cluster.sources()), loaded -> {
            reading = false;
            index = loaded;
            indexed = cluster;
            read = Instant.now();
            answer();
        }, _ -> reading = false);
    }

    private void answer() {
        List<Offer> offers = new ArrayList<>();
        cluster().ifPresent(cluster -> {
            matching(cluster.pages().stream().map(page -> new Offer(getTranslation("palette.kinds"), page.kind(), page.href(), "")).toList(), offers);
            matching(List.of(page("nav.deploy", cluster.path() + "/deploy"), page("create.objects", cluster.path() + "/create"),
                    page("nav.overview", cluster.path()), act("shell.open", "shell")), offers);
        });
        matching(List.of(page("clusters.title", "/clusters"), page("account.title", "/account"), page("tenant.new", "/tenants/new"),
                act("palette.terminals", "terminals"), page("logout", "/logout")), offers);
        if (!asked.isBlank() && index != null && cluster().filter(cluster -> cluster.equals(indexed)).isPresent()) {
            index.find(asked, MOST_OBJECTS).forEach(entry -> offers.add(new Offer(entry.kind(), entry.namespace().isEmpty()
                    ? entry.name()
                    : entry.namespace() + " / " + entry.name(), entry.href(), "")));
        }
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        offers.forEach(offer -> json.addObject().put("group", offer.group()).put("text", offer.text()).put("href", offer.href()).put("action", offer.action()));
        String note = index != null && !index.complete() ? getTranslation("palette.more") : reading ? getTranslation("loading") : "";
        getElement().callJsFunction("offer", asked, json.toString(), note);
    }

    private Offer page(String key, String href) {
        return new Offer(getTranslation("palette.pages"), getTranslation(key), href, "");
    }

    private Offer act(String key, String action) {
        return new Offer(getTranslation("palette.actions"), getTranslation(key), "", action);
    }

    private void matching(List<Offer> all, List<Offer> offers) {
        List<String> words = List.of(asked.toLowerCase(Locale.ROOT).trim().split("\\s+"));
        all.stream().filter(offer -> words.stream().allMatch((offer.group() + " " + offer.text()).toLowerCase(Locale.ROOT)::contains)).limit(MOST_PAGES)
                .forEach(offers::add);
    }

    /// From the browser.
    @ClientCallable
    private void act(String action) {
        Optional<TerminalDock> dock = TerminalDock.in(UI.getCurrent());
        switch (action) {
            case "shell" -> cluster().ifPresent(cluster -> dock.ifPresent(one -> one.shell(cluster.api())));
            case "terminals" -> dock.ifPresent(TerminalDock::toggle);
            default -> throw new IllegalArgumentException("there is no action '%s'".formatted(action));
        }
    }
}
