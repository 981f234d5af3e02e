package dev.marina.apiserver.authn;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Who makes a request, as authorization sees it.
///
/// @param by how it was proven
public record Identity(String user, String uid, List<String> groups, Map<String, List<String>> extra, Proof by) {

    public static final String AUTHENTICATED = "system:authenticated";
    public static final String UNAUTHENTICATED = "system:unauthenticated";
    public static final Identity ANONYMOUS = new Identity("system:anonymous", "", List.of(UNAUTHENTICATED), Map.of(), Proof.NONE);

    private static final List<String> PLATFORM = List.of("system:masters", "system:nodes");
    private static final String MACHINES = "marina:machines";
    private static final String MACHINE = "marina:machine:";

    public enum Proof {
        NONE,
        /// A certificate of this cluster's authority.
        CERTIFICATE,
        /// A person's certificate of this cluster's authority; the groups come from the tenant's members.
        MEMBER_CERTIFICATE,
        SERVICE_ACCOUNT_TOKEN,
        OIDC_TOKEN,
        /// A component of this process.
        IN_PROCESS,
        /// Proven, but by another cluster's authority: a stranger here.
        FOREIGN
    }

    public Identity {
        groups = List.copyOf(groups);
    }

    /// Adds the group that everybody with a name has.
    public static Identity authenticated(String user, String uid, List<String> groups, Map<String, List<String>> extra, Proof by) {
        List<String> all = new ArrayList<>(groups);
        if (!all.contains(AUTHENTICATED)) {
            all.add(AUTHENTICATED);
        }
        return new Identity(user, uid, all, extra, by);
    }

    public boolean anonymous() {
        return by == Proof.NONE;
    }

    /// One of the tenant's people or workloads, and not the platform's own.
    public boolean tenants() {
        return switch (by) {
            case OIDC_TOKEN, MEMBER_CERTIFICATE, SERVICE_ACCOUNT_TOKEN -> true;
            case CERTIFICATE -> groups.stream().noneMatch(PLATFORM::contains);
            case IN_PROCESS, NONE, FOREIGN -> false;
        };
    }

    public boolean in(String group) {
        return groups.contains(group);
    }

    /// A node's agent: `system:node:<name>` in the group `system:nodes`.
    public boolean node() {
        return user.startsWith("system:node:") && groups.contains("system:nodes");
    }

    public String nodeName() {
        return user.substring("system:node:".length());
    }

    /// A machine's agent in the management cluster: `marina:machine:<name>` in the group `marina:machines`.
    public boolean machine() {
        return groups.contains(MACHINES);
    }

    /// "" for a member of the group whose name is no machine's.
    public String machineName() {
        return user.startsWith(MACHINE) ? user.substring(MACHINE.length()) : "";
    }

    /// Whether the `Marina-Cause` header of its requests is believed.
    public boolean ownComponent() {
        return by == Proof.IN_PROCESS || node() || machine() || user.equals("marina:tenancy");
    }
}
