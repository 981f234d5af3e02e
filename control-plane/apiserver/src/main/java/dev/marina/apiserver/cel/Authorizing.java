package dev.marina.apiserver.cel;

/// `authorizer`: what somebody may do. Expressions ask through this, so that they know nothing of rights.
public interface Authorizing {

    /// @param resource "" for a path that is no resource
    record Question(String verb, String group, String resource, String subresource, String namespace, String name, String path) {}

    record Answer(boolean allowed, String reason) {}

    Answer ask(Question question);

    /// The same for a service account.
    Authorizing serviceAccount(String namespace, String name);
}
