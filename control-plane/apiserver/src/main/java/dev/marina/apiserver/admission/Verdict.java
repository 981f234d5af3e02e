package dev.marina.apiserver.admission;

import java.util.List;

/// What a validating plugin says.
public sealed interface Verdict {

    Verdict FINE = new Admit(List.of());

    record Admit(List<String> warnings) implements Verdict {}

    /// @param reason completes `pods "x" is forbidden: …`
    record Deny(String reason) implements Verdict {}
}
