package dev.marina.console.applications;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BuildProposalTest {

    private static final String REPOSITORY = "https://git.example.org/Shop.git";
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    @Test
    void aBuildIsOfTheRepositoryAndItsImageCalledAsTheApplication() {
        assertEquals("{'apiVersion':'apps.marina.dev/v1','kind':'Build','metadata':{'name':'web-1','namespace':'team'},'spec':{'source':{'git':{'url':'%s',"
                .formatted(REPOSITORY) + "'revision':'v1','path':'apps/web'}},'image':'web'}}",
                BuildProposal.of(REPOSITORY, "apps/web@v1").build("team", "web", "web-1").toString().replace('"', '\''));
        assertEquals("shop", BuildProposal.of(REPOSITORY, "@main").name());
        assertEquals("", BuildProposal.of("", "").name());
    }

    @Test
    void anApplicationNamesItsBuild() {
        assertEquals("{'build':{'name':'web-1'},'port':80}", BuildProposal.application("team", "web", "web-1", 80).path("spec").toString().replace('"', '\''));
        assertFalse(BuildProposal.application("team", "web", "web-1", 0).path("spec").has("port"));
    }

    @Test
    void eachBuildHasANameOfItsOwnAndRoomForItsPods() {
        String name = BuildProposal.buildName("a".repeat(52), NOW);

        assertTrue(name.matches("a{50}-[a-z0-9]{5}") && name.length() <= 57, name);
        assertNotEquals(BuildProposal.buildName("shop", NOW), BuildProposal.buildName("shop", NOW.plusSeconds(1)));
        assertEquals("shop-" + Long.toString(NOW.getEpochSecond(), 36).substring(1), BuildProposal.buildName("shop", NOW));
    }

    @Test
    void anotherBuildIsTheSameOfTheSourceAsItIsNow() throws Exception {
        JsonNode former = new ObjectMapper().readTree("""
                {"metadata":{"name":"shop","namespace":"team","uid":"x"},"spec":{"source":{"git":{"url":"https://a.test/x","revision":"v1"}},"fresh":true},
                 "status":{"phase":"Failed"}}""");

        assertEquals("{'apiVersion':'apps.marina.dev/v1','kind':'Build','metadata':{'name':'shop-2','namespace':'team'},"
                + "'spec':{'source':{'git':{'url':'https://a.test/x','revision':'v2'}},'fresh':true,'image':'shop'}}",
                BuildProposal.again(former, "shop-2", " v2").toString().replace('"', '\''));
        assertFalse(BuildProposal.again(former, "shop-2", "").at("/spec/source/git").has("revision"));
        assertEquals("v1", former.at("/spec/source/git/revision").asText(), "the former one is as it was");
    }
}
