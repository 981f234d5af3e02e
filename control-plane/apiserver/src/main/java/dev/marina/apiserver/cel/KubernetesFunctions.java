package dev.marina.apiserver.cel;

import dev.cel.checker.CelCheckerBuilder;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.TypeParamType;
import dev.cel.compiler.CelCompilerLibrary;
import dev.cel.runtime.CelFunctionBinding;
import dev.cel.runtime.CelFunctionOverload;
import dev.cel.runtime.CelRuntimeBuilder;
import dev.cel.runtime.CelRuntimeLibrary;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Functions that Kubernetes adds to the language: texts, lists, regular expressions, quantities, addresses.
/// apiserver's pkg/cel/library
final class KubernetesFunctions implements CelCompilerLibrary, CelRuntimeLibrary {

    static final KubernetesFunctions LIBRARY = new KubernetesFunctions();

    private final Map<String, List<CelOverloadDecl>> declared = new LinkedHashMap<>();
    private final List<CelFunctionBinding> bound = new ArrayList<>();

    private KubernetesFunctions() {
        texts();
        lists();
        QuantityFunctions.addTo(this);
        SortBy.addTo(this);
        AddressFunctions.addTo(this);
        UrlFunctions.addTo(this);
        SemverFunctions.addTo(this);
        FormatFunctions.addTo(this);
        AuthorizerFunctions.addTo(this);
        global("jsonpatch.escapeKey", SimpleType.STRING, SimpleType.STRING, String.class, key -> key.replace("~", "~0").replace("/", "~1"));
    }

    @Override
    public void setCheckerOptions(CelCheckerBuilder checker) {
        declared.forEach((name, overloads) -> checker.addFunctionDeclarations(CelFunctionDecl.newFunctionDeclaration(name, overloads)));
    }

    @Override
    public void setRuntimeOptions(CelRuntimeBuilder runtime) {
        runtime.addFunctionBindings(bound);
    }

    // -- how functions are declared; an overload's id is made of its name and the types it takes

    @FunctionalInterface
    interface One<A> {
        Object of(A a);
    }

    @FunctionalInterface
    interface Two<A, B> {
        Object of(A a, B b);
    }

    <A> void global(String name, CelType result, CelType type, Class<A> java, One<A> function) {
        String id = "k8s_" + name.replace('.', '_') + "_" + id(type);
        declare(name, CelOverloadDecl.newGlobalOverload(id, result, type));
        bound.add(CelFunctionBinding.from(id, java, function::of));
    }

    <A> void member(String name, CelType result, CelType type, Class<A> java, One<A> function) {
        String id = "k8s_" + id(type) + "_" + name;
        declare(name, CelOverloadDecl.newMemberOverload(id, result, type));
        bound.add(CelFunctionBinding.from(id, java, function::of));
    }

    <A, B> void member(String name, CelType result, CelType type, Class<A> java, CelType argument, Class<B> argumentJava, Two<A, B> function) {
        String id = "k8s_" + id(type) + "_" + name + "_" + id(argument);
        declare(name, CelOverloadDecl.newMemberOverload(id, result, type, argument));
        bound.add(CelFunctionBinding.from(id, java, argumentJava, function::of));
    }

    void bind(String id, List<Class<?>> java, CelFunctionOverload function) {
        bound.add(CelFunctionBinding.from(id, java, function));
    }

    void declare(String name, CelOverloadDecl overload) {
        declared.computeIfAbsent(name, _ -> new ArrayList<>()).add(overload);
    }

    private static String id(CelType type) {
        return type.name().replaceAll("[^A-Za-z0-9]", "_") + String.join("", type.parameters().stream().map(KubernetesFunctions::id).toList());
    }

    // -- texts

    private void texts() {
        CelType texts = ListType.create(SimpleType.STRING);
        member("find", SimpleType.STRING, SimpleType.STRING, String.class, SimpleType.STRING, String.class, Regexes::find);
        member("findAll", texts, SimpleType.STRING, String.class, SimpleType.STRING, String.class, (text, regex) -> Regexes.findAll(text, regex, -1));
        declare("findAll", CelOverloadDecl.newMemberOverload("k8s_string_findAll_string_int", texts, SimpleType.STRING, SimpleType.STRING, SimpleType.INT));
        bound.add(CelFunctionBinding.from("k8s_string_findAll_string_int", List.of(String.class, String.class, Long.class),
                arguments -> Regexes.findAll((String) arguments[0], (String) arguments[1], (Long) arguments[2])));
        declare("replace", CelOverloadDecl.newMemberOverload("k8s_string_replace", SimpleType.STRING, SimpleType.STRING, SimpleType.STRING, SimpleType.STRING));
        bound.add(CelFunctionBinding.from("k8s_string_replace", List.of(String.class, String.class, String.class),
                arguments -> BoundedTexts.replace((String) arguments[0], (String) arguments[1], (String) arguments[2], -1)));
        declare("replace", CelOverloadDecl.newMemberOverload("k8s_string_replace_int", SimpleType.STRING, SimpleType.STRING, SimpleType.STRING,
                SimpleType.STRING, SimpleType.INT));
        bound.add(CelFunctionBinding.from("k8s_string_replace_int", List.of(String.class, String.class, String.class, Long.class),
                arguments -> BoundedTexts.replace((String) arguments[0], (String) arguments[1], (String) arguments[2], (Long) arguments[3])));
        member("join", SimpleType.STRING, texts, List.class, list -> BoundedTexts.join(list, ""));
        member("join", SimpleType.STRING, texts, List.class, SimpleType.STRING, String.class, (list, separator) -> BoundedTexts.join(list, separator));
        member("format", SimpleType.STRING, SimpleType.STRING, String.class, ListType.create(SimpleType.DYN), List.class,
                (form, values) -> BoundedTexts.format(form, values));
    }

    // -- lists

    private void lists() {
        for (CelType items : List.of(SimpleType.INT, SimpleType.DOUBLE, SimpleType.STRING, SimpleType.BOOL, SimpleType.DURATION, SimpleType.TIMESTAMP)) {
            member("isSorted", SimpleType.BOOL, ListType.create(items), List.class, Lists::sorted);
            member("min", items, ListType.create(items), List.class, list -> Lists.extreme(list, -1));
            member("max", items, ListType.create(items), List.class, list -> Lists.extreme(list, 1));
        }
        member("sum", SimpleType.INT, ListType.create(SimpleType.INT), List.class, Lists::sumOfInts);
        member("sum", SimpleType.DOUBLE, ListType.create(SimpleType.DOUBLE), List.class, Lists::sumOfDoubles);
        CelType any = TypeParamType.create("T");
        member("indexOf", SimpleType.INT, ListType.create(any), List.class, any, Object.class, (list, item) -> (long) list.indexOf(item));
        member("lastIndexOf", SimpleType.INT, ListType.create(any), List.class, any, Object.class, (list, item) -> (long) list.lastIndexOf(item));
        global("lists.range", ListType.create(SimpleType.INT), SimpleType.INT, Long.class, Lists::range);
        member("flatten", ListType.create(any), ListType.create(ListType.create(any)), List.class, list -> Lists.flatten(list, 1));
        CelType anything = ListType.create(SimpleType.DYN);
        member("flatten", anything, anything, List.class, SimpleType.INT, Long.class, Lists::flatten);
    }
}
