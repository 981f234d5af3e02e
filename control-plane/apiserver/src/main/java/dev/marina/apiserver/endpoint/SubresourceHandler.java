package dev.marina.apiserver.endpoint;

import dev.marina.api.Document;
import dev.marina.api.GroupVersionResource;
import dev.marina.apiserver.http.ApiRequest;
import dev.marina.apiserver.http.ApiResponse;
import dev.marina.apiserver.http.Target;
import dev.marina.apiserver.registry.ResourceDefinition;
import java.util.function.UnaryOperator;

/// Answers requests for one subresource, or for a type that is asked and not stored.
@FunctionalInterface
public interface SubresourceHandler {

    ApiResponse handle(ApiRequest request, Target.Resource target, ResourceDefinition definition, ObjectWriter writer);

    /// The ordinary write path of the object that the request names: admission, validation, retries.
    interface ObjectWriter {
        /// @param subresource as what the change is checked: "" , `status`
        byte[] change(String subresource, UnaryOperator<Document> change);

        /// The same of another object of the namespace, as the same user.
        byte[] change(GroupVersionResource resource, String name, String subresource, UnaryOperator<Document> change);

        /// Asks the cluster's own policies and webhooks about what the subresource shows, such as a Scale; throws to refuse.
        ///
        /// @param before as the object is now
        void ask(Document object, Document before);

        ApiResponse delete(Document options);
    }
}
