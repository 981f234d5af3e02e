package dev.marina.apiserver.admission.policy;

import dev.marina.apiserver.admission.AdmissionRequest;
import dev.marina.apiserver.cel.Authorizing;

/// What `authorizer.requestResource` is about.
public final class Questions {

    private Questions() {}

    public static Authorizing.Question of(AdmissionRequest request) {
        return new Authorizing.Question("", request.resource().group(), request.resource().resource(), request.subresource(), request.namespace(),
                request.name(), "");
    }
}
