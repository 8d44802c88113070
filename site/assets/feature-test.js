// Whether this browser can run the form: by what it has, not by what it calls itself. Where it cannot, or while the
// form cannot be loaded, the button that sends it without scripts is shown. For browsers of any age.
(function(w,d){
w.formFails=function(fails){
var e=d.getElementById("without-script"),b,i;
if(e){e.hidden=!fails;b=e.getElementsByTagName("button");for(i=0;i<b.length;i++)b[i].disabled=!fails}
};
// A module with what the compiler may use of WebAssembly: bulk memory, sign extension, saturating conversion,
// several values and references.
w.formWorks=false;
try{w.formWorks="noModule" in d.createElement("script")&&!!w.Worker&&!!w.fetch&&
WebAssembly.validate(new Uint8Array([0,97,115,109,1,0,0,0,1,6,1,96,0,2,127,127,3,2,1,0,4,4,1,111,0,1,5,3,1,0,1,10,26,1,24,0,65,0,65,0,65,0,252,11,0,65,0,192,26,67,0,0,0,0,252,0,65,0,11]))}catch(e){}
if(!w.formWorks)w.formFails(true);
})(window,document);
