package dev.marina.apiserver.admission;

import dev.marina.api.Document;
import java.util.HashSet;
import java.util.Set;

/// Who has changed one request's object, and who wants to be asked again when others have done so after. Of one plugin and one
/// request; not for several threads. apiserver's pkg/admission/reinvocation.go
public final class Reinvocations {

    private final Set<Object> asked = new HashSet<>();
    private final Set<Object> due = new HashSet<>();
    private boolean second;
    private boolean changed;
    private Document last;

    /// @param object as the plugin gets it
    public void begin(Document object) {
        if (second && !object.equals(last)) {
            others();
        }
    }

    /// In the second round only those are asked whom a change concerns.
    public boolean skips(Object who) {
        return second && !due.contains(who);
    }

    public void changed() {
        changed = true;
        others();
    }

    private void others() {
        due.addAll(asked);
        asked.clear();
    }

    public void askAgainIfNeeded(Object who) {
        asked.add(who);
    }

    /// @param object as the plugin leaves it
    public void end(Document object) {
        last = object;
    }

    boolean changedAnything() {
        return changed;
    }

    void again() {
        second = true;
    }
}
