package dev.marina.console.cluster;

import com.vaadin.flow.component.UI;
import dev.marina.console.kube.ClusterApi;
import dev.marina.console.kube.Permission;
import dev.marina.console.shell.Attempt;
import dev.marina.console.shell.Guarded;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/// What a person may do in a cluster, as the cluster itself says. In the page's own thread.
public final class Rights {

    /// Of a page that draws the same controls again and again: each is asked for once.
    private final Map<Permission, Boolean> known = new HashMap<>();

    /// Enables a control where the cluster would allow what it does; a disabled one names what is missing.
    ///
    /// @param failed is told where the cluster cannot be asked
    public static void guard(UI ui, ClusterApi api, Guarded control, Permission needed, Consumer<String> failed) {
        Attempt.of(ui, () -> needed.granted(api), granted -> decide(ui, control, needed, granted), failed);
    }

    /// As [#guard], without asking again.
    public void guardKnown(UI ui, ClusterApi api, Guarded control, Permission needed, Consumer<String> failed) {
        Boolean answer = known.get(needed);
        if (answer != null) {
            decide(ui, control, needed, answer);
            return;
        }
        Attempt.of(ui, () -> needed.granted(api), granted -> {
            known.put(needed, granted);
            decide(ui, control, needed, granted);
        }, failed);
    }

    public void forget() {
        known.clear();
    }

    private static void decide(UI ui, Guarded control, Permission needed, boolean granted) {
        if (granted) {
            control.allow();
        } else {
            control.deny(ui.getTranslation("permission.missing", needed.text()));
        }
    }
}
