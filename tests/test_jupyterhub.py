"""docs/jupyterhub/values.yaml holds what the chart "Zero to JupyterHub" takes, and our own paths.

There is no cluster here. The schema below says of each value that we set what version 4 of the chart's own
values.schema.yaml says of it: where it stands and of what type it is. A name that the chart does not know is refused.
"""

import re
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
TEXT = (ROOT / "docs" / "jupyterhub" / "values.yaml").read_text(encoding="utf-8")
VALUES = yaml.safe_load(TEXT)


def of(**properties):
    """An object with these properties and no others."""
    return {"type": "object", "additionalProperties": False, "properties": properties}


STRING, BOOLEAN, WHOLE, NUMBER, LIST = ({"type": t} for t in ("string", "boolean", "integer", "number", "array"))
AMOUNT, ANYTHING = {"type": ["number", "string"]}, {"type": "object"}
FILE = {**of(mountPath=STRING, data=ANYTHING), "required": ["mountPath", "data"]}
SCHEMA = of(
    hub=of(config=ANYTHING),
    proxy=of(https=of(enabled=BOOLEAN, hosts=LIST, letsencrypt=of(contactEmail=STRING))),
    singleuser=of(
        image={**of(name=STRING, tag=STRING), "required": ["name", "tag"]},
        defaultUrl=STRING,
        startTimeout=WHOLE,
        memory=of(guarantee=AMOUNT, limit=AMOUNT),
        cpu=of(guarantee=NUMBER, limit=NUMBER),
        lifecycleHooks=of(postStart=ANYTHING, preStop=ANYTHING),
        extraFiles={"type": "object", "additionalProperties": FILE},
        storage=of(capacity=STRING, extraVolumes=LIST, extraVolumeMounts=LIST),
    ),
    prePuller=of(continuous={**of(enabled=BOOLEAN), "required": ["enabled"]}),
    scheduling=of(podPriority=of(enabled=BOOLEAN), userPlaceholder=of(replicas=WHOLE)),
    cull={**of(enabled=BOOLEAN, timeout=WHOLE), "required": ["enabled"]},
)


def test_every_value_is_one_that_the_chart_takes():
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    jsonschema.validate(VALUES, SCHEMA)


@pytest.mark.parametrize("part", ["hub", "singleuser", "cull"])
def test_a_value_that_the_chart_does_not_know_is_refused(part):
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**VALUES, part: {**VALUES[part], "surprise": 1}}, SCHEMA)


def test_a_learner_begins_at_the_first_lesson_in_a_home_that_holds_the_lessons():
    single, home = VALUES["singleuser"], VALUES["hub"]["config"]["KubeSpawner"]["notebook_dir"]
    (lay,) = single["lifecycleHooks"]["postStart"]["exec"]["command"][2:]
    source, target = re.fullmatch(r"cp --recursive --no-clobber (\S+) (\S+) \|\| true", lay).groups()
    assert target == home and source == "/srv/workbook/notebooks"
    first = single["defaultUrl"].removeprefix("/lab/tree/")
    assert (ROOT / first).exists() and Path(first).parent.name == Path(source).name


def test_the_exchange_of_nbgrader_is_the_volume_that_is_mounted():
    storage = VALUES["singleuser"]["storage"]
    (volume,), (mount,) = storage["extraVolumes"], storage["extraVolumeMounts"]
    assert volume["name"] == mount["name"]
    assert VALUES["singleuser"]["extraFiles"]["nbgrader"]["data"]["Exchange"]["root"] == mount["mountPath"]


def test_the_image_is_built_by_the_command_that_the_file_gives():
    """Its Dockerfile is printed without Docker."""
    asked = re.search(r"#   jupyter-repo2docker (.*?) \.\n", TEXT.replace("\\\n#", ""), re.DOTALL).group(1)
    folder = re.search(r"--target-repo-dir (\S+)", asked).group(1)
    appendix = re.search(r"--appendix '(.*)'", asked).group(1)
    dry = ["--no-build", "--no-run", "--debug", "--target-repo-dir", folder, "--appendix", appendix, "."]
    program = Path(sys.executable).with_name("jupyter-repo2docker")
    run = subprocess.run([program, *dry], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert appendix in run.stdout + run.stderr
    known = subprocess.run([program, "--help"], capture_output=True, text=True).stdout
    assert set(re.findall(r"--[\w-]+", asked)) <= set(re.findall(r"--[\w-]+", known))
    name, tag = VALUES["singleuser"]["image"].values()
    assert f"--image-name {name}:{tag}" in asked
