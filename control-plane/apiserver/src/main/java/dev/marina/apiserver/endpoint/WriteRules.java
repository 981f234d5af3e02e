package dev.marina.apiserver.endpoint;

import dev.marina.apiserver.admission.AdmissionRequest;

/// Refusals that depend on who writes: nobody gives away rights that they have not. Throws a
/// [dev.marina.api.StatusException].
@FunctionalInterface
public interface WriteRules {
    void check(AdmissionRequest request);
}
