package dev.marina.apiserver.endpoint;

import dev.marina.apiserver.admission.AdmissionRequest;

/// Refusals that depend on who writes. They throw a [dev.marina.api.StatusException].
public interface WriteRules {

    /// Nobody gives away rights that they have not.
    void check(AdmissionRequest request);

    /// Applying what is not there creates it, and takes the right to.
    void requireCreate(AdmissionRequest request);
}
