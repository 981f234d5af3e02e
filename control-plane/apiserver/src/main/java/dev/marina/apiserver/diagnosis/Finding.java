package dev.marina.apiserver.diagnosis;

import dev.marina.api.Document;
import dev.marina.api.GroupResource;

/// Something that a check found: what is wrong with which object, and what to do about it.
///
/// @param reason in a word that stays the same from release to release
/// @param message in a sentence, of nothing but what the object itself says and how many others there are
/// @param upgrade whether it would stand in the way of new nodes or of another version
record Finding(String reason, Severity severity, GroupResource type, String namespace, String name, String message, String remedy, boolean upgrade) {

    /// How bad it is.
    enum Severity {
        CRITICAL, WARNING, NOTICE
    }

    static Finding of(String reason, Severity severity, GroupResource type, Document object, String message, String remedy) {
        return new Finding(reason, severity, type, object.namespace(), object.name(), message, remedy, false);
    }

    Finding inTheWayOfUpgrades() {
        return new Finding(reason, severity, type, namespace, name, message, remedy, true);
    }
}
