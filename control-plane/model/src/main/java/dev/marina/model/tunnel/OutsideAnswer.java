package dev.marina.model.tunnel;

import com.fasterxml.jackson.annotation.JsonInclude;

/// What somebody was answered who came to a node from outside.
///
/// @param status of HTTP; 0 where only a connection was asked for, or nobody answered
/// @param body the first part of it
/// @param failed why there was no answer; null where there was
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OutsideAnswer(int status, String body, String failed) {

    public static OutsideAnswer failed(String why) {
        return new OutsideAnswer(0, "", why);
    }
}
