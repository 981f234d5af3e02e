package dev.marina.apiserver;

import dev.marina.apiserver.audit.AuditLog;
import dev.marina.apiserver.endpoint.BuiltinMachinery;
import dev.marina.apiserver.endpoint.DefaultObjects;
import dev.marina.apiserver.forward.Forwarder;
import dev.marina.apiserver.http.TlsMaterial;
import dev.marina.apiserver.pki.PlatformPki;

/// What the servers of one process have in common: the one that listens, and those of copies of clusters.
///
/// @param identity of this process towards others
/// @param defaults objects that every cluster has
record SharedParts(ApiServerConfig config, PlatformPki pki, TlsMaterial identity, Forwarder forwarder, BuiltinMachinery builtin, DefaultObjects defaults,
        AuditLog audit) {

    /// Nobody proves anything to a server of copies, so that it fetches no keys.
    SharedParts ofCopies() {
        return new SharedParts(config.withoutKeys(), pki, identity, forwarder, builtin, defaults, audit);
    }
}
