package dev.marina.apiserver.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelValidationException;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypes;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The expressions of one policy or webhook, as they are compiled: `object`, `oldObject`, `request`, `namespaceObject`, `params`,
/// `authorizer`, and the variables that the policy has made so far. Not for several threads; what it compiles is.
/// apiserver's pkg/admission/plugin/cel
public final class AdmissionExpressions {

    private static final Pattern CANDIDATES = Pattern.compile(" \\(candidates: .*\\)$", Pattern.MULTILINE);

    private final CelType object;
    private final Optional<CelType> params;
    private final DeclaredTypes types = new DeclaredTypes();
    private final Map<Boolean, CelCompiler> compilers = new HashMap<>();
    private final List<Variable> variables = new ArrayList<>();

    /// @param params whether `params` may be named
    public AdmissionExpressions(boolean params) {
        this(SimpleType.DYN, params ? Optional.of(SimpleType.DYN) : Optional.empty());
    }

    private AdmissionExpressions(CelType object, Optional<CelType> params) {
        this.object = object;
        this.params = params;
    }

    /// For objects of one kind, and parameters of one: what they do not have cannot be named.
    ///
    /// @param params empty where there are none; nothing within where nobody knows what they are
    public static AdmissionExpressions about(ObjectTypes object, Optional<Optional<ObjectTypes>> params) {
        AdmissionExpressions expressions = new AdmissionExpressions(object.root(), params.map(known -> known.map(ObjectTypes::root).orElse(SimpleType.DYN)));
        expressions.types.add(object);
        params.flatMap(known -> known).ifPresent(expressions.types::add);
        return expressions;
    }

    /// @param expression compiled
    public record Variable(String name, String text, Expression expression) {}

    /// What an expression has to come to.
    public enum Yields {
        BOOL(SimpleType.BOOL),
        STRING(SimpleType.STRING),
        STRING_OR_NULL(SimpleType.STRING, SimpleType.NULL_TYPE),
        ANYTHING,
        /// `Object{…}`: what is to be merged into an object.
        OBJECT(DeclaredTypes.struct(DeclaredTypes.OBJECT, Map.of())),
        /// `[JSONPatch{…}, …]`
        PATCHES(ListType.create(DeclaredTypes.struct(DeclaredTypes.PATCH, Map.of())));

        private final List<CelType> types;

        Yields(CelType... types) {
            this.types = List.of(types);
        }

        private static String shown(CelType type) {
            return type.equals(SimpleType.NULL_TYPE) ? "null_type" : CelTypes.format(type);
        }

        private boolean patches() {
            return this == OBJECT || this == PATCHES;
        }

        private Optional<String> objection(CelType type) {
            String got = shown(type);
            List<String> wanted = types.stream().map(Yields::shown).toList();
            if (types.isEmpty() || wanted.contains(got)) {
                return Optional.empty();
            }
            return Optional.of(wanted.size() == 1
                    ? "must evaluate to %s but got %s".formatted(wanted.getFirst(), got)
                    : "must evaluate to one of %s but got %s".formatted(wanted.stream().collect(Collectors.joining(" ", "[", "]")), got));
        }
    }

    /// Compiles a variable and lets what is compiled afterwards use it.
    public void variable(String name, String text) throws Expression.Unusable {
        try {
            Expression expression = compile(text, Yields.ANYTHING, true);
            types.variable(name, expression.type());
            variables.add(new Variable(name, text, expression));
            compilers.clear();
        } catch (Expression.Unusable e) {
            // what uses it is not blamed for it
            types.variable(name, SimpleType.DYN);
            compilers.clear();
            throw e;
        }
    }

    public List<Variable> variables() {
        return List.copyOf(variables);
    }

    /// @param authorizer whether `authorizer` may be named
    public Expression compile(String text, Yields yields, boolean authorizer) throws Expression.Unusable {
        CelAbstractSyntaxTree tree = yields.patches() ? patch(text) : Expression.checked(text, compiler(authorizer));
        Optional<String> objection = yields.objection(tree.getResultType());
        if (objection.isPresent()) {
            throw new Expression.Unusable(objection.get());
        }
        return Expression.of(yields.patches() ? ObjectLiterals.asMaps(tree) : tree, Environment.RUNTIME);
    }

    /// What the checker says against an expression, whatever it comes to, in the words of Go's: that names no candidates.
    public Optional<String> objection(String text) {
        try {
            compiler(true).compile(text).getAst();
            return Optional.empty();
        } catch (CelValidationException e) {
            return Optional.of(CANDIDATES.matcher(e.getMessage()).replaceAll("").replace("google.protobuf.Timestamp", "timestamp").replace(
                    "google.protobuf.Duration", "duration"));
        }
    }

    /// The types of an object that is made are those that the expression names.
    private CelAbstractSyntaxTree patch(String text) throws Expression.Unusable {
        try {
            CelAbstractSyntaxTree parsed = compiler(true).parse(text).getAst();
            CelNavigableAst.fromAst(parsed).getRoot().allNodes().map(node -> node.expr())
                    .filter(expression -> expression.exprKind().getKind() == CelExpr.ExprKind.Kind.STRUCT).map(CelExpr::struct)
                    .filter(literal -> ObjectLiterals.ofObject(literal.messageName()))
                    .forEach(literal -> types.part(literal.messageName(), literal.entries().stream().map(CelExpr.CelStruct.Entry::fieldKey).toList()));
            compilers.clear();
            return compiler(true).check(parsed).getAst();
        } catch (CelValidationException e) {
            throw new Expression.Unusable("compilation failed: " + CompilationErrors.text(e));
        }
    }

    private CelCompiler compiler(boolean authorizer) {
        return compilers.computeIfAbsent(authorizer, this::make);
    }

    private CelCompiler make(boolean authorizer) {
        CelCompilerBuilder builder = Environment.compiler().setTypeProvider(types).addVar("object", object).addVar("oldObject", object)
                .addVar("request", DeclaredTypes.REQUEST).addVar("namespaceObject", DeclaredTypes.NAMESPACE)
                .addVar("variables", types.variables());
        params.ifPresent(type -> builder.addVar("params", type));
        if (authorizer) {
            builder.addVar("authorizer", AuthorizerFunctions.AUTHORIZER).addVar("authorizer.requestResource", AuthorizerFunctions.RESOURCE_CHECK);
        }
        return builder.build();
    }
}
