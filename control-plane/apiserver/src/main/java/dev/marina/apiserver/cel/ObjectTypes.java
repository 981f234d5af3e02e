package dev.marina.apiserver.cel;

import com.google.common.collect.ImmutableSet;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.cel.common.types.StructTypeReference;
import dev.marina.api.schema.Schema;
import dev.marina.api.schema.Schemas;
import dev.marina.apiserver.structural.Structural;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What objects of one kind are to expressions that are checked against its schema. apiserver's pkg/cel/common/schemas.go
public final class ObjectTypes {

    private static final Schema METADATA = new Schema.Ref("", "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta");

    private final Schemas schemas;
    private final Map<String, StructType> structs = new HashMap<>();
    private CelType root = SimpleType.DYN;

    private ObjectTypes(Schemas schemas) {
        this.schemas = schemas;
    }

    /// Of a type of the server's own.
    public static ObjectTypes of(Schema schema, Schemas schemas) {
        ObjectTypes types = new ObjectTypes(schemas);
        types.root = types.type(schema);
        return types;
    }

    /// Of a type that the cluster defines.
    ///
    /// @param name of the kind
    public static ObjectTypes of(String name, Structural schema, Schemas schemas) {
        ObjectTypes types = new ObjectTypes(schemas);
        CelSchema own = new CelSchema(schema, false, name);
        own.types().forEach(type -> types.structs.put(type.name(), (StructType) type));
        if (own.type() instanceof StructType struct) {
            Map<String, CelType> fields = new LinkedHashMap<>();
            struct.fieldNames().forEach(field -> fields.put(field, struct.findField(field).orElseThrow().type()));
            fields.put("apiVersion", SimpleType.STRING);
            fields.put("kind", SimpleType.STRING);
            fields.put("metadata", types.type(METADATA));
            types.root = types.struct(name, fields);
        }
        return types;
    }

    CelType root() {
        return root;
    }

    Map<String, StructType> structs() {
        return structs;
    }

    private CelType type(Schema schema) {
        return switch (schema) {
            case Schema.Ref ref -> named(ref);
            case Schema.ObjectOf shape -> struct("object", fields(shape));
            case Schema.MapOf map -> MapType.create(SimpleType.STRING, type(map.values()));
            case Schema.ListOf list -> ListType.create(type(list.items()));
            case Schema.Free _ -> SimpleType.DYN;
            case Schema.Scalar scalar -> switch (scalar.kind()) {
                case STRING -> SimpleType.STRING;
                case INTEGER -> SimpleType.INT;
                case NUMBER -> SimpleType.DOUBLE;
                case BOOLEAN -> SimpleType.BOOL;
                case BYTES -> SimpleType.BYTES;
                case TIME, MICRO_TIME -> SimpleType.TIMESTAMP;
                case QUANTITY, INT_OR_STRING -> SimpleType.DYN;
            };
        };
    }

    private CelType named(Schema.Ref ref) {
        if (!(schemas.resolve(ref) instanceof Schema.ObjectOf shape)) {
            return type(schemas.resolve(ref));
        }
        if (structs.containsKey(ref.name())) {
            return StructTypeReference.create(ref.name());
        }
        // there already for those of its fields that are of its own type
        structs.put(ref.name(), StructType.create(ref.name(), ImmutableSet.of(), _ -> Optional.empty()));
        return struct(ref.name(), fields(shape));
    }

    private Map<String, CelType> fields(Schema.ObjectOf shape) {
        Map<String, CelType> fields = new LinkedHashMap<>();
        shape.fields().forEach((name, field) -> fields.put(Names.escaped(name), type(field)));
        return fields;
    }

    private StructType struct(String name, Map<String, CelType> fields) {
        StructType struct = DeclaredTypes.struct(name, fields);
        structs.put(name, struct);
        return struct;
    }
}
