package dev.marina.apiserver.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelMutableAst;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelMutableExpr;
import dev.cel.common.ast.CelMutableExpr.CelMutableMap;
import dev.cel.common.ast.CelMutableExprConverter;
import dev.cel.common.navigation.CelNavigableMutableAst;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/// `Object.spec{replicas: 3}` and `JSONPatch{…}`: to the evaluator they are maps that remember of which type they are.
/// apiserver's pkg/cel/mutation
final class ObjectLiterals {

    /// No field of an object has such a name.
    static final String TYPE = "\u0000type";

    private ObjectLiterals() {}

    static boolean ofObject(String type) {
        return type.equals(DeclaredTypes.OBJECT) || type.startsWith(DeclaredTypes.OBJECT + ".");
    }

    /// The same expression, checked as it is, with maps for literals.
    static CelAbstractSyntaxTree asMaps(CelAbstractSyntaxTree tree) {
        CelMutableAst mutable = CelMutableAst.fromCelAst(tree);
        List<CelMutableExpr> all = new ArrayList<>();
        CelNavigableMutableAst.fromAst(mutable).getRoot().allNodes().forEach(node -> all.add(node.expr()));
        AtomicLong ids = new AtomicLong(all.stream().mapToLong(CelMutableExpr::id).max().orElse(0) + 1_000);
        for (CelMutableExpr expression : all) {
            if (expression.getKind() == dev.cel.common.ast.CelExpr.ExprKind.Kind.STRUCT) {
                CelMutableExpr.CelMutableStruct literal = expression.struct();
                List<CelMutableMap.Entry> entries = new ArrayList<>();
                entries.add(CelMutableMap.Entry.create(ids.getAndIncrement(), text(TYPE, ids), text(literal.messageName(), ids)));
                literal.entries().forEach(field -> entries.add(
                        CelMutableMap.Entry.create(field.id(), text(field.fieldKey(), ids), field.value(), field.optionalEntry())));
                expression.setMap(CelMutableMap.create(entries));
            }
        }
        return CelAbstractSyntaxTree.newCheckedAst(CelMutableExprConverter.fromMutableExpr(mutable.expr()), tree.getSource(), tree.getReferenceMap(),
                tree.getTypeMap());
    }

    private static CelMutableExpr text(String text, AtomicLong ids) {
        return CelMutableExpr.ofConstant(ids.getAndIncrement(), CelConstant.ofValue(text));
    }

    /// Throws for a literal that stands where its type does not belong, as `Object{spec: Object.status{}}` does.
    static void check(Object value) {
        switch (value) {
            case Map<?, ?> map when map.get(TYPE) instanceof String type -> {
                if (type.equals(DeclaredTypes.PATCH)) {
                    check(map.get("value"));
                } else {
                    checkPlaces(map, type);
                }
            }
            case List<?> list -> list.forEach(ObjectLiterals::check);
            case null, default -> {
            }
        }
    }

    /// @param path the type of what stands here
    private static void checkPlaces(Object value, String path) {
        switch (value) {
            case Map<?, ?> map -> {
                if (map.get(TYPE) instanceof String type && !type.equals(path)) {
                    throw new IllegalArgumentException(
                            "type mismatch: unexpected type name \"%s\", expected \"%s\", which matches field name path from root Object type"
                                    .formatted(type, path));
                }
                map.forEach((name, field) -> checkPlaces(field, map.containsKey(TYPE) ? path + "." + name : path));
            }
            case List<?> list -> list.forEach(item -> checkPlaces(item, path));
            case null, default -> {
            }
        }
    }
}
