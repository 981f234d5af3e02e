/// What makes objects valid, with the messages that upstream prints: rules for metadata, pods and Services, and what a schema
/// alone decides. [dev.marina.apiserver.validation.ObjectValidation] puts them together; what one type adds stands in its strategy.
package dev.marina.apiserver.validation;
