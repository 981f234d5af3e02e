package dev.marina.controllers.ingress;

import io.fabric8.kubernetes.api.model.networking.v1.Ingress;

/// Something that an Ingress asks for and does not get. Becomes an event of it.
record Finding(Ingress ingress, String reason, String message) {

    /// By which it is known whether it was told before.
    String key() {
        return Integer.toHexString((ingress.getMetadata().getUid() + reason + message).hashCode());
    }
}
