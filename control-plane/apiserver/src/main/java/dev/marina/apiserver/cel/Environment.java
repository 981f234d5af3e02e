package dev.marina.apiserver.cel;

import dev.cel.common.CelOptions;
import dev.cel.common.types.OptionalType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.compiler.CelCompilerLibrary;
import dev.cel.extensions.CelExtensions;
import dev.cel.extensions.CelListsExtensions;
import dev.cel.extensions.CelStringExtensions;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import dev.cel.runtime.CelRuntimeLibrary;
import java.util.List;

/// What expressions may use. One runtime serves all of them. apiserver's pkg/cel/environment/base.go
final class Environment {

    private static final int MOST_ITERATIONS = 1_000_000;
    private static final int LARGEST_REGEX = 2_000;
    private static final CelOptions OPTIONS = CelOptions.current().enableHeterogeneousNumericComparisons(true)
            .comprehensionMaxIterations(MOST_ITERATIONS).maxRegexProgramSize(LARGEST_REGEX).maxExpressionCodePointSize(100_000).build();

    /// Without those that make much of little: they are Kubernetes' here, with an end to what they make.
    private static final CelStringExtensions STRINGS = CelExtensions.strings(CelStringExtensions.Function.CHAR_AT, CelStringExtensions.Function.INDEX_OF,
            CelStringExtensions.Function.LAST_INDEX_OF, CelStringExtensions.Function.LOWER_ASCII, CelStringExtensions.Function.UPPER_ASCII,
            CelStringExtensions.Function.SPLIT, CelStringExtensions.Function.SUBSTRING, CelStringExtensions.Function.TRIM,
            CelStringExtensions.Function.QUOTE);
    private static final CelListsExtensions LISTS = CelExtensions.lists(CelListsExtensions.Function.SLICE,
            CelListsExtensions.Function.DISTINCT, CelListsExtensions.Function.REVERSE, CelListsExtensions.Function.SORT);

    private static final List<CelCompilerLibrary> COMPILED = List.of(CelExtensions.optional(), STRINGS, LISTS, CelExtensions.sets(OPTIONS),
            CelExtensions.comprehensions(), KubernetesFunctions.LIBRARY);
    private static final List<CelRuntimeLibrary> RUN = List.of(CelExtensions.optional(), STRINGS, LISTS, CelExtensions.sets(OPTIONS),
            CelExtensions.comprehensions(), KubernetesFunctions.LIBRARY);

    static final CelRuntime RUNTIME = CelRuntimeFactory.legacyCelRuntimeBuilder().setOptions(OPTIONS).addLibraries(RUN).build();

    private Environment() {}

    /// For rules about values of a schema.
    ///
    /// @param optionalOld whether `oldSelf` may be missing
    static CelCompiler of(CelSchema schema, boolean optionalOld) {
        return compiler().setTypeProvider(schema)
                .addVar("self", schema.type()).addVar("oldSelf", optionalOld ? OptionalType.create(schema.type()) : schema.type()).build();
    }

    /// Without any variables.
    static CelCompilerBuilder compiler() {
        return CelCompilerFactory.standardCelCompilerBuilder().setOptions(OPTIONS).setStandardMacros(CelStandardMacro.STANDARD_MACROS)
                .addMacros(SortBy.MACRO).addLibraries(COMPILED);
    }
}
