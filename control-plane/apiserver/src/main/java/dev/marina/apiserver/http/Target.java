package dev.marina.apiserver.http;

import dev.marina.api.GroupResource;
import dev.marina.api.GroupVersionResource;

/// What a request asks for, as authorization sees it.
public sealed interface Target {

    /// The verb in the words of RBAC: get, list, watch, create, update, patch, delete, deletecollection; for a path outside
    /// of the API's resources the HTTP method in lower case.
    String verb();

    /// @param namespace "" for cluster-scoped types and lists over all namespaces
    /// @param name "" for collections
    /// @param subresource "" for the object itself
    /// @param onNode the node whose objects a list or watch is limited to by `spec.nodeName`; "" for those of all
    record Resource(String verb, GroupVersionResource resource, String namespace, String name, String subresource, String onNode) implements Target {

        public Resource(String verb, GroupVersionResource resource, String namespace, String name, String subresource) {
            this(verb, resource, namespace, name, subresource, "");
        }

        public GroupResource groupResource() {
            return resource.groupResource();
        }

        public Resource withVerb(String newVerb) {
            return new Resource(newVerb, resource, namespace, name, subresource, onNode);
        }

        public Resource withName(String newName) {
            return new Resource(verb, resource, namespace, newName, subresource, onNode);
        }

        public Resource limitedTo(String node) {
            return new Resource(verb, resource, namespace, name, subresource, node);
        }

        /// What is said to whoever may not. ForbiddenStatusError in apiserver's pkg/endpoints/handlers/responsewriters/errors.go
        ///
        /// @param reason of the authorizer's, or ""
        public String refusal(String user, String reason) {
            String path = subresource.isEmpty() ? resource.resource() : resource.resource() + "/" + subresource;
            String scope = namespace.isEmpty() ? "at the cluster scope" : "in the namespace \"%s\"".formatted(namespace);
            return "User \"%s\" cannot %s resource \"%s\" in API group \"%s\" %s%s".formatted(user, verb, path, resource.group(), scope,
                    reason.isEmpty() ? "" : ": " + reason);
        }
    }

    /// Discovery, health, version, metrics.
    record NonResource(String verb, String path) implements Target {}
}
