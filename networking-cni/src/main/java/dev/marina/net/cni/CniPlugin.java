package dev.marina.net.cni;

import java.util.Set;

/// What a CNI plugin does, behind the protocol. Refusals are [CniException]s.
public interface CniPlugin {

    /// Refused if the container already has an interface of this name.
    CniResult add(CniRequest request);

    /// Refused with the difference if the attachment is not as `add` left it.
    void check(CniRequest request);

    /// Succeeds for an unknown container and for one whose namespace is gone.
    void delete(CniRequest request);

    /// Removes every attachment of this node that is not listed.
    void collect(String node, Set<Attachment> valid);

    /// Refused with [CniException#NOT_AVAILABLE] if `add` could not work.
    void status(String node);

    record Attachment(String containerId, String interfaceName) {}
}
