package dev.marina.console.kind;

import com.fasterxml.jackson.databind.JsonNode;
import com.vaadin.flow.component.Component;
import com.vaadin.flow.component.html.Anchor;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.H4;
import com.vaadin.flow.component.html.Paragraph;
import com.vaadin.flow.component.html.Span;
import dev.marina.console.applications.AddOnRequests;
import dev.marina.console.applications.ApplicationRequests;
import dev.marina.console.cluster.ObjectAddress;
import dev.marina.console.feed.Row;
import dev.marina.console.shell.Pill;
import java.util.Locale;
import java.util.function.Supplier;

/// How an add-on is, in words: whether it answers, who is bound to it, its credentials for who asks, and its backups.
final class AddOnTab implements DetailTab {

    private final Div content = new Div();
    private final Div said = new Div();
    private final Div bound = new Div();
    private final CredentialsPane credentials;
    private final AddOnBackups backups;
    private final Supplier<WhyTab.Page> page;

    AddOnTab(Supplier<WhyTab.Page> page) {
        this.page = page;
        this.credentials = new CredentialsPane(page);
        this.backups = new AddOnBackups(page);
        said.getElement().setAttribute("role", "status");
        content.add(said, new H4(content.getTranslation("add-on.bound")), bound, new H4(content.getTranslation("add-on.credentials")), credentials,
                new H4(content.getTranslation("add-on.backups")), backups);
    }

    static boolean fits(KindRef kind) {
        return kind.group().equals(AddOnRequests.GROUP) && kind.plural().equals(AddOnRequests.PLURAL);
    }

    @Override
    public String titleKey() {
        return "tab.add-on";
    }

    @Override
    public Component content() {
        return content;
    }

    @Override
    public void begin(Row row, Follow follow) {
        credentials.begin(row.namespace(), row.name());
        backups.begin(row.namespace(), row.name());
    }

    @Override
    public void show(JsonNode object, Row row) {
        JsonNode status = object.path("status");
        String phase = status.path("phase").asText("Creating");
        said.removeAll();
        Div head = new Div(new Pill(word("add-on.phase.", phase), KindExtras.application(phase)));
        head.addClassName("conditions");
        said.add(head, new Paragraph(status.path("message").asText()), facts(object));
        bound.removeAll();
        status.path("applications").forEach(each -> bound.add(new Div(new Anchor(
                new ObjectAddress(ApplicationRequests.GROUP, ApplicationRequests.PLURAL, row.namespace(), each.asText()).link(page.get().cluster()),
                each.asText()))));
        if (bound.getElement().getChildCount() == 0) {
            bound.add(new Span(content.getTranslation("add-on.nobody")));
        }
        credentials.show(status.path("secret").asText());
        backups.show(status);
    }

    private Div facts(JsonNode object) {
        JsonNode status = object.path("status");
        Div facts = new Div();
        facts.addClassName("facts");
        facts.add(fact("add-on.type", word("add-on.type.", object.at("/spec/type").asText()) + " " + status.path("version").asText()));
        facts.add(fact("add-on.size", word("add-on.size.", object.at("/spec/size").asText()) + " · " + object.at("/spec/storage").asText()));
        facts.add(fact("add-on.address", status.path("address").asText("–")));
        facts.add(fact("add-on.rotated", status.path("rotated").asText("–")));
        facts.add(fact("add-on.deletion", content.getTranslation("add-on.deletion." + object.at("/spec/deletion").asText("Retain").toLowerCase(Locale.ROOT))));
        return facts;
    }

    private Span fact(String key, String value) {
        Span label = new Span(content.getTranslation(key));
        label.addClassName("label");
        return new Span(label, new Span(value.strip()));
    }

    /// In the reader's language where it is a word that is known.
    private String word(String prefix, String word) {
        String key = prefix + word.toLowerCase(Locale.ROOT);
        String translated = content.getTranslation(key);
        return translated.equals(key) ? word : translated;
    }
}
