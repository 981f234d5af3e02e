package dev.marina.apiserver.diagnosis;

import dev.marina.api.Document;
import dev.marina.api.GroupResource;
import java.util.stream.Stream;

/// A cluster's objects at one version, as checks read them: in order of namespace and name.
@FunctionalInterface
interface DiagnosedObjects {

    Stream<Document> list(GroupResource type);

    default Stream<Document> list(String group, String plural) {
        return list(new GroupResource(group, plural));
    }
}
