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

    public static final String NODES = "system:nodes";

    private static final List<String> PLATFORM = List.of("system:masters", NODES);
    private static final String NODE = "system:node:";
    private static final String MACHINES = "marina:machines";
    private static final String MACHINE = "marina:machine:";

    public enum Proof {
        NONE,
        /// A certificate of this cluster's authority.
        CERTIFICATE,
        /// The same, which somebody of the cluster asked the cluster's signers for: a node's is then no agent of the platform's.
        REQUESTED_CERTIFICATE,
        /// A person's certificate of this cluster's authority; the groups come from the tenant's members.
        MEMBER_CERTIFICATE,
        SERVICE_ACCOUNT_TOKEN,
        BOOTSTRAP_TOKEN,
        OIDC_TOKEN,
        /// Somebody of the cluster's who may impersonate: whoever they name, they are not it, and nothing is believed that a name or a group would make
        /// believed.
        IMPERSONATION,
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
            case OIDC_TOKEN, MEMBER_CERTIFICATE, SERVICE_ACCOUNT_TOKEN, BOOTSTRAP_TOKEN, REQUESTED_CERTIFICATE, IMPERSONATION -> true;
            case CERTIFICATE -> groups.stream().noneMatch(PLATFORM::contains);
            case IN_PROCESS, NONE, FOREIGN -> false;
        };
    }

    public boolean in(String group) {
        return groups.contains(group);
    }

    /// A node: `system:node:<name>` in the group `system:nodes`.
    public boolean node() {
        return user.startsWith(NODE) && user.length() > NODE.length() && groups.contains(NODES);
    }

    /// A node that the platform's agent realises. Whoever of the cluster makes a node of their own, or impersonates one, is none, whatever its name:
    /// it may do what a kubelet may, and nothing is believed of it that is believed of the platform.
    public boolean agent() {
        return node() && platforms();
    }

    private boolean platforms() {
        return by == Proof.CERTIFICATE || by == Proof.IN_PROCESS;
    }

    public String nodeName() {
        return user.substring(NODE.length());
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
        return by == Proof.IN_PROCESS || platforms() && (node() || machine() || user.equals("marina:tenancy"));
    }
}
