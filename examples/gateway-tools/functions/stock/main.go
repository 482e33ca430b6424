// A tool behind a gateway. The event is the input of the tool, and the client context contains the name of the tool.
// It calls the runtime API of AWS Lambda directly, and needs only the standard library.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"strings"
)

var stock = map[string]int{"teapot": 12, "kettle": 0}

type input struct {
	Article string `json:"article"`
}

type clientContext struct {
	Custom struct {
		ToolName string `json:"bedrockAgentCoreToolName"`
	} `json:"custom"`
}

func handle(event []byte, context string) (interface{}, error) {
	var called clientContext
	if err := json.Unmarshal([]byte(context), &called); err != nil {
		return nil, fmt.Errorf("no client context: %w", err)
	}
	names := strings.Split(called.Custom.ToolName, "___")
	if tool := names[len(names)-1]; tool != "count_stock" {
		return nil, fmt.Errorf("no such tool: %s", called.Custom.ToolName)
	}
	var in input
	if err := json.Unmarshal(event, &in); err != nil {
		return nil, err
	}
	count, known := stock[in.Article]
	return map[string]interface{}{"article": in.Article, "count": count, "known": known}, nil
}

func main() {
	api := "http://" + os.Getenv("AWS_LAMBDA_RUNTIME_API") + "/2018-06-01/runtime/invocation/"
	for {
		if err := next(api); err != nil {
			log.Fatal(err)
		}
	}
}

// next waits for an event, and sends the result.
func next(api string) error {
	response, err := http.Get(api + "next")
	if err != nil {
		return err
	}
	defer response.Body.Close()
	event, err := io.ReadAll(response.Body)
	if err != nil {
		return err
	}
	answer, failure := handle(event, response.Header.Get("Lambda-Runtime-Client-Context"))
	path := "/response"
	if failure != nil {
		path, answer = "/error", map[string]string{"errorMessage": failure.Error(), "errorType": "Error"}
	}
	body, err := json.Marshal(answer)
	if err != nil {
		return err
	}
	answered, err := http.Post(api+response.Header.Get("Lambda-Runtime-Aws-Request-Id")+path, "application/json", bytes.NewReader(body))
	if err != nil {
		return err
	}
	return answered.Body.Close()
}
