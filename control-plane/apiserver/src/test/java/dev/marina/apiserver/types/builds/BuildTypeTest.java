package dev.marina.apiserver.types.builds;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.marina.api.Document;
import dev.marina.apiserver.registry.ResourceStrategy.FieldError;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BuildTypeTest {

    private static final BuildType TYPE = new BuildType();

    private static Document build(String spec) {
        return TYPE.defaulted(Document.parse("{\"metadata\":{\"name\":\"site\",\"namespace\":\"default\"},\"spec\":%s}".formatted(spec.replace('\'', '"'))
                .getBytes(StandardCharsets.UTF_8)));
    }

    private static List<String> wrong(String spec) {
        return TYPE.validateCreate(build(spec)).stream().map(FieldError::field).toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{'source':{'git':{'url':'https://git.test/a/b.git','revision':'feature/x-1.0','path':'app/site'}}}",
            "{'source':{'git':{'url':'http://git.default.svc:3000/app'}},'strategy':'static','image':'team/shop','fresh':true,'timeoutSeconds':60}",
            "{'source':{'archive':{'configMap':'pages'}},'arguments':[{'name':'A_1','value':'$(x) \\n'},{'name':'b'}],'cache':{'claim':'fetched'},'repositories':{'maven':'https://m.test/a~b/','npm':'http://npm.default.svc:80'}}",
            "{'source':{'archive':{'configMap':'pages'}}}", "{'source':{'archive':{'claim':'sources','path':'a b'}}}"})
    void whatIsRightIsTaken(String spec) {
        assertEquals(List.of(), wrong(spec));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"{}|spec.source", "{'source':{}}|spec.source",
            "{'source':{'git':{'url':'https://a.test/x'},'archive':{'claim':'c'}}}|spec.source", "{'source':{'git':{'url':'file:///etc'}}}|spec.source.git.url",
            "{'source':{'git':{'url':'--upload-pack=x'}}}|spec.source.git.url", "{'source':{'git':{'url':'https://ann:secret@a.test/x'}}}|spec.source.git.url",
            "{'source':{'git':{'url':'ssh://a.test/x'}}}|spec.source.git.url",
            "{'source':{'git':{'url':'https://a.test/x','revision':'--x'}}}|spec.source.git.revision",
            "{'source':{'git':{'url':'https://a.test/x','revision':'a..b'}}}|spec.source.git.revision",
            "{'source':{'git':{'url':'https://a.test/x','path':'../x'}}}|spec.source.git.path",
            "{'source':{'git':{'url':'https://a.test/x','path':'/etc'}}}|spec.source.git.path",
            "{'source':{'archive':{}}}|spec.source.archive", "{'source':{'archive':{'configMap':'a','claim':'b'}}}|spec.source.archive",
            "{'source':{'archive':{'configMap':'../x'}}}|spec.source.archive.configMap",
            "{'source':{'archive':{'claim':'c'}},'strategy':'make'}|spec.strategy", "{'source':{'archive':{'claim':'c'}},'image':'../other/x'}|spec.image",
            "{'source':{'archive':{'claim':'c'}},'arguments':[{'name':'a'},{'name':'a'}]}|spec.arguments[1].name",
            "{'source':{'archive':{'claim':'c'}},'arguments':[{'name':'a=b'}]}|spec.arguments[0].name",
            "{'source':{'archive':{'claim':'c'}},'repositories':{'maven':'https://ann:secret@m.test/'}}|spec.repositories.maven",
            "{'source':{'archive':{'claim':'c'}},'repositories':{'npm':'https://m.test/<x>'}}|spec.repositories.npm",
            "{'source':{'archive':{'claim':'c'}},'repositories':{'proxy':'file:///etc'}}|spec.repositories.proxy",
            "{'source':{'archive':{'claim':'c'}},'cache':{}}|spec.cache.claim",
            "{'source':{'archive':{'claim':'c'}},'cache':{'claim':'../x'}}|spec.cache.claim",
            "{'source':{'archive':{'claim':'c'}},'image':'a:1'}|spec.image", "{'source':{'archive':{'claim':'c'}},'timeoutSeconds':86400}|spec.timeoutSeconds"})
    void whatIsWrongIsNamed(String spec, String field) {
        assertEquals(List.of(field), wrong(spec));
    }

    @Test
    void argumentsAreBounded() {
        String one = "{'name':'a%d','value':'%s'}";
        String many = java.util.stream.IntStream.range(0, 51).mapToObj(i -> one.formatted(i, "x")).collect(java.util.stream.Collectors.joining(","));

        assertEquals(List.of("spec.arguments"), wrong("{'source':{'archive':{'claim':'c'}},'arguments':[%s]}".formatted(many)));
        assertEquals(List.of("spec.arguments[0].value"), wrong("{'source':{'archive':{'claim':'c'}},'arguments':[%s]}".formatted(one.formatted(0, "x".repeat(
                4001)))));
    }

    @Test
    void whatWasOrderedDoesNotChange() {
        Document one = build("{'source':{'archive':{'claim':'c'}}}");
        Document other = build("{'source':{'archive':{'claim':'d'}}}");

        assertEquals(List.of("spec"), TYPE.validateUpdate(other, one).stream().map(FieldError::field).toList());
        assertEquals(List.of(), TYPE.validateUpdate(one, one));
    }

    @Test
    void whatIsLeftOutIsUsual() {
        assertEquals("auto", build("{}").text("spec", "strategy"));
        assertEquals(900, build("{}").at("spec", "timeoutSeconds").asInt());
    }
}
