package dev.marina.console.kind;

import com.fasterxml.jackson.databind.JsonNode;
import com.vaadin.flow.component.UI;
import dev.marina.console.act.Request;
import dev.marina.console.act.Subject;
import dev.marina.console.cluster.Rights;
import dev.marina.console.kube.ClusterApi;
import dev.marina.console.kube.Permission;
import dev.marina.console.shell.Attempt;
import dev.marina.console.shell.Guarded;
import java.util.function.Consumer;

/// Where an action is done, and where is said what became of it.
///
/// @param failed is told in the page why something did not work; "" once something is tried again
public record Target(UI ui, ClusterApi api, KindRef kind, String namespace, String name, Consumer<String> failed) {

    public String path() {
        return kind.listPath(namespace) + "/" + name;
    }

    Subject subject(JsonNode object) {
        return new Subject(kind.group(), kind.plural(), namespace, name, path(), object);
    }

    /// Makes the change; a refusal is shown on the page.
    void change(Request request) {
        change(request, _ -> {});
    }

    void change(Request request, Consumer<JsonNode> done) {
        failed.accept("");
        Attempt.of(ui, () -> api.write(request.method(), request.path(), request.type(), request.document()), done, failed);
    }

    /// As this, and `also` is told when something did not work.
    Target alsoFailing(Consumer<String> also) {
        return new Target(ui, api, kind, namespace, name, reason -> {
            failed.accept(reason);
            if (!reason.isEmpty()) {
                also.accept(reason);
            }
        });
    }

    /// Enables a control where the cluster would allow what it does.
    void guard(Guarded control, Permission permission) {
        Rights.guard(ui, api, control, permission, failed);
    }
}
