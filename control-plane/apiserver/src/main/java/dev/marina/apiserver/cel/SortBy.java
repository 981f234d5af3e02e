package dev.marina.apiserver.cel;

import com.google.common.collect.ImmutableList;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.TypeParamType;
import dev.cel.parser.CelMacro;
import dev.cel.parser.CelMacroExprFactory;
import dev.cel.parser.CelStandardMacro;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// `list.sortBy(item, key)`: the list's items in the order of their keys. The compiler's own gives pairs of key and item to whoever looks at the type.
/// cel-go's ext/lists.go (sortByMacro)
final class SortBy {

    static final String FUNCTION = "@sortByAssociatedKeys";
    static final CelMacro MACRO = CelMacro.newReceiverMacro("sortBy", 2, SortBy::expanded);

    private static final String INPUT = "@__sortBy_input__";
    private static final List<CelType> COMPARABLE = List.of(SimpleType.INT, SimpleType.UINT, SimpleType.DOUBLE, SimpleType.BOOL, SimpleType.DURATION,
            SimpleType.TIMESTAMP, SimpleType.STRING, SimpleType.BYTES);

    private SortBy() {}

    /// The list is computed once, and named.
    private static Optional<CelExpr> expanded(CelMacroExprFactory make, CelExpr target, ImmutableList<CelExpr> arguments) {
        return CelStandardMacro.MAP.getDefinition().getExpander().expandMacro(make, make.newIdentifier(INPUT), arguments).map(keys -> make.fold("#unused",
                make.newList(), INPUT, target, make.newBoolLiteral(false), make.newIdentifier(INPUT),
                make.newReceiverCall(FUNCTION, make.newIdentifier(INPUT), keys)));
    }

    static void addTo(KubernetesFunctions functions) {
        CelType items = ListType.create(TypeParamType.create("T"));
        for (CelType key : COMPARABLE) {
            functions.member(FUNCTION, items, items, List.class, ListType.create(key), List.class, SortBy::sorted);
        }
    }

    private static List<?> sorted(List<?> items, List<?> keys) {
        return IntStream.range(0, items.size()).boxed().sorted((one, other) -> Lists.compare(keys.get(one), keys.get(other))).map(items::get).toList();
    }
}
