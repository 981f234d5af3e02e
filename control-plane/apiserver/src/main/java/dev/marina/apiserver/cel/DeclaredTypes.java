package dev.marina.apiserver.cel;

import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Types with fields that expressions of admission see: the request, the namespace, a policy's variables, and what patches are made of.
/// apiserver's pkg/admission/plugin/cel/compile.go
final class DeclaredTypes implements CelTypeProvider {

    static final String OBJECT = "Object";
    static final String PATCH = "JSONPatch";

    private static final CelType TEXTS = ListType.create(SimpleType.STRING);
    private static final CelType BY_NAME = MapType.create(SimpleType.STRING, SimpleType.STRING);

    static final StructType KIND = struct("kubernetes.GroupVersionKind", Map.of("group", SimpleType.STRING, "version", SimpleType.STRING,
            "kind", SimpleType.STRING));
    static final StructType RESOURCE = struct("kubernetes.GroupVersionResource", Map.of("group", SimpleType.STRING, "version", SimpleType.STRING,
            "resource", SimpleType.STRING));
    static final StructType USER = struct("kubernetes.UserInfo", Map.of("username", SimpleType.STRING, "uid", SimpleType.STRING, "groups", TEXTS,
            "extra", MapType.create(SimpleType.STRING, TEXTS)));
    static final StructType REQUEST = struct("kubernetes.AdmissionRequest", Map.ofEntries(
            Map.entry("kind", KIND), Map.entry("resource", RESOURCE), Map.entry("subResource", SimpleType.STRING), Map.entry("requestKind", KIND),
            Map.entry("requestResource", RESOURCE), Map.entry("requestSubResource", SimpleType.STRING), Map.entry("name", SimpleType.STRING),
            Map.entry("namespace", SimpleType.STRING), Map.entry("operation", SimpleType.STRING), Map.entry("userInfo", USER),
            Map.entry("dryRun", SimpleType.BOOL), Map.entry("options", SimpleType.DYN)));
    static final StructType NAMESPACE_METADATA = struct("kubernetes.NamespaceMetadata", Map.ofEntries(
            Map.entry("name", SimpleType.STRING), Map.entry("generateName", SimpleType.STRING), Map.entry("namespace", SimpleType.STRING),
            Map.entry("labels", BY_NAME), Map.entry("annotations", BY_NAME), Map.entry("UID", SimpleType.STRING),
            Map.entry("creationTimestamp", SimpleType.TIMESTAMP), Map.entry("deletionGracePeriodSeconds", SimpleType.INT),
            Map.entry("deletionTimestamp", SimpleType.TIMESTAMP), Map.entry("generation", SimpleType.INT), Map.entry("resourceVersion", SimpleType.STRING),
            Map.entry("finalizers", TEXTS)));
    static final StructType NAMESPACE_SPEC = struct("kubernetes.NamespaceSpec", Map.of("finalizers", TEXTS));
    static final StructType NAMESPACE_CONDITION = struct("kubernetes.NamespaceCondition", Map.of("status", SimpleType.STRING, "type", SimpleType.STRING,
            "lastTransitionTime", SimpleType.TIMESTAMP, "message", SimpleType.STRING, "reason", SimpleType.STRING));
    static final StructType NAMESPACE_STATUS = struct("kubernetes.NamespaceStatus", Map.of("conditions", ListType.create(NAMESPACE_CONDITION),
            "phase", SimpleType.STRING));
    static final StructType NAMESPACE = struct("kubernetes.Namespace", Map.of("metadata", NAMESPACE_METADATA, "spec", NAMESPACE_SPEC,
            "status", NAMESPACE_STATUS));

    private static final String VARIABLES = "kubernetes.variables";

    private final Map<String, StructType> structs = new HashMap<>();
    private final Map<String, CelType> variables = new LinkedHashMap<>();

    DeclaredTypes() {
        for (StructType type : ImmutableList.of(KIND, RESOURCE, USER, REQUEST, NAMESPACE_METADATA, NAMESPACE_SPEC, NAMESPACE_CONDITION, NAMESPACE_STATUS,
                NAMESPACE)) {
            structs.put(type.name(), type);
        }
        structs.put(VARIABLES, struct(VARIABLES, variables));
        structs.put(PATCH, struct(PATCH, Map.of("op", SimpleType.STRING, "path", SimpleType.STRING, "from", SimpleType.STRING, "value", SimpleType.DYN)));
    }

    void add(ObjectTypes objects) {
        structs.putAll(objects.structs());
    }

    static StructType struct(String name, Map<String, CelType> fields) {
        Map<String, CelType> known = Map.copyOf(fields);
        return StructType.create(name, ImmutableSet.copyOf(known.keySet()), field -> Optional.ofNullable(known.get(field)));
    }

    StructType variables() {
        return structs.get(VARIABLES);
    }

    /// Expressions that come later may use it.
    void variable(String name, CelType type) {
        variables.put(name, type);
        structs.put(VARIABLES, struct(VARIABLES, variables));
    }

    /// A type of part of an object, with the fields that an expression gives it: nothing is known of them.
    void part(String name, Iterable<String> fields) {
        Map<String, CelType> types = new HashMap<>();
        Optional.ofNullable(structs.get(name)).ifPresent(known -> known.fieldNames().forEach(field -> types.put(field, SimpleType.DYN)));
        fields.forEach(field -> types.put(field, SimpleType.DYN));
        structs.put(name, struct(name, types));
    }

    @Override
    public ImmutableCollection<CelType> types() {
        return ImmutableList.copyOf(structs.values());
    }

    @Override
    public Optional<CelType> findType(String name) {
        return Optional.ofNullable(structs.get(name));
    }
}
