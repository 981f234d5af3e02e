package dev.marina.apiserver.admission;

import dev.marina.apiserver.authn.Identity;

/// Pods that render charts are the platform's: what one of them prints is applied with the rights of whoever asked for the chart, so nobody else may make
/// one, change one or enter one.
public final class RenderingAdmission implements AdmissionPlugin.Validating {

    /// As the controller of releases has it.
    private static final String NAMESPACE = "marina-charts";

    @Override
    public String name() {
        return "Rendering";
    }

    @Override
    public boolean asksAboutConnections() {
        return true;
    }

    @Override
    public boolean handles(AdmissionRequest request) {
        return request.namespace().equals(NAMESPACE) && request.resource().group().isEmpty() && request.resource().resource().equals("pods");
    }

    @Override
    public Verdict validate(AdmissionRequest request) {
        return request.identity().by() == Identity.Proof.IN_PROCESS || request.identity().agent()
                ? Verdict.FINE
                : new Verdict.Deny("pods in the namespace %s render charts for others and are the platform's alone".formatted(NAMESPACE));
    }
}
