package dev.marina.console.kind;

import com.fasterxml.jackson.databind.JsonNode;
import com.vaadin.flow.component.button.Button;
import com.vaadin.flow.component.button.ButtonVariant;
import com.vaadin.flow.component.html.Code;
import com.vaadin.flow.component.html.Div;
import com.vaadin.flow.component.html.Span;
import dev.marina.console.cluster.Rights;
import dev.marina.console.kube.ClusterApi;
import dev.marina.console.kube.Permission;
import dev.marina.console.shell.Attempt;
import dev.marina.console.shell.Guarded;
import dev.marina.console.shell.KubectlLine;
import dev.marina.console.shell.Refusal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.function.Supplier;

/// Credentials of an add-on. They are read when somebody asks, with that person's own rights, and forgotten when they are hidden or the page goes.
final class CredentialsPane extends Div {

    private static final List<String> KEYS = List.of("url", "host", "port", "database", "username", "password");

    private final Supplier<WhyTab.Page> page;
    private final Button reveal = new Button(getTranslation("add-on.reveal"), _ -> press());
    private final Guarded guarded = new Guarded(reveal);
    private final Refusal refusal = new Refusal();
    private final KubectlLine same = new KubectlLine();
    private final Div values = new Div();
    private String namespace = "";
    private String secret = "";
    private boolean open;

    CredentialsPane(Supplier<WhyTab.Page> page) {
        this.page = page;
        reveal.addThemeVariants(ButtonVariant.LUMO_SMALL);
        reveal.setEnabled(false);
        values.addClassName("facts");
        values.getElement().setAttribute("role", "status");
        add(guarded, refusal, same, values);
    }

    void begin(String ofNamespace, String addOn) {
        hide();
        namespace = ofNamespace;
        same.show("kubectl get secret %s-credentials -n %s -o jsonpath='{.data.url}' | base64 -d".formatted(addOn, namespace));
        guarded.possible(false);
        Rights.guard(page.get().ui(), page.get().api(), guarded, new Permission("get", "", "secrets", "", namespace), this::failed);
    }

    /// @param named the Secret, "" while there is none
    void show(String named) {
        secret = named;
        guarded.possible(!secret.isEmpty());
    }

    private void press() {
        if (open) {
            hide();
            return;
        }
        failed("");
        ClusterApi api = page.get().api();
        String path = "/api/v1/namespaces/%s/secrets/%s".formatted(namespace, secret);
        Attempt.of(page.get().ui(), () -> api.read(path), this::reveal, this::failed);
    }

    private void reveal(JsonNode object) {
        open = true;
        reveal.setText(getTranslation("add-on.hide"));
        values.removeAll();
        for (String key : KEYS) {
            String value = object.path("data").path(key).asText();
            if (!value.isEmpty()) {
                Span label = new Span(key);
                label.addClassName("label");
                values.add(new Span(label, new Code(new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8))));
            }
        }
    }

    private void hide() {
        open = false;
        values.removeAll();
        reveal.setText(getTranslation("add-on.reveal"));
    }

    private void failed(String reason) {
        refusal.say(reason);
    }
}
